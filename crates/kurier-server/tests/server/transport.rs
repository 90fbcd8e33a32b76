//! How calls are written, what answers tell beside the answer, and what this server has not.

use crate::raw::raw;
use crate::stage::{Stage, code, text};
use kurier_engine::account::NewBusiness;
use kurier_policy::calls::CallLimits;
use kurier_policy::money::Micros;
use kurier_policy::phone::PhoneNumber;
use kurier_wire::signature;
use serde_json::{Value, json};
use testkit::{Caller, TestApp};

const MULTIPART: (&str, &str) = ("Content-Type", "multipart/form-data; boundary=b");

fn form(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(part).collect();
    format!("{parts}--b--\r\n")
}

#[tokio::test]
async fn a_message_may_be_a_form_of_parts_with_the_token_in_it() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let proof = signature::appsecret_proof(&stage.shop.business.app_secret, &stage.shop.token);
    let mut fields = vec![
        ("access_token", stage.shop.token.as_str()),
        ("appsecret_proof", proof.as_str()),
        ("messaging_product", "whatsapp"),
        ("to", kim.wa_id.as_str()),
        ("text", r#"{"body":"in parts","preview_url":"false"}"#),
    ];
    let send = async |fields: &[(&str, &str)]| {
        raw(&stage.app.base, "POST", &stage.messages(), &[MULTIPART], form(fields).as_bytes()).await
    };
    let answer = send(&fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let inbox = stage.inbox(&kim).await;
    assert_eq!(inbox.last().unwrap()["content"]["body"], "in parts");
    fields[1].1 = "00";
    assert_eq!(send(&fields).await.code(), 100, "a wrong proof in a form");
    fields[1].1 = &proof;
    fields.push(("to", "491700000000"));
    assert_eq!(send(&fields).await.code(), 100, "two values for one parameter");
}

#[tokio::test]
async fn a_form_that_is_none_or_holds_a_file_is_refused() {
    let stage = Stage::start().await;
    let bearer = format!("Bearer {}", stage.shop.token);
    let auth = ("Authorization", bearer.as_str());
    let file =
        "--b\r\nContent-Disposition: form-data; name=\"x\"; filename=\"x\"\r\n\r\n1\r\n--b--\r\n";
    let many = form(&vec![("a", "1"); 65]);
    for body in [file, "--b", "nothing", &many, ""] {
        let target = stage.messages();
        let answer =
            raw(&stage.app.base, "POST", &target, &[auth, MULTIPART], body.as_bytes()).await;
        assert_eq!((answer.status, answer.code()), (400, 100), "{body}: {}", answer.body);
    }
    let kind = ("Content-Type", "multipart/form-data");
    let answer = raw(&stage.app.base, "POST", &stage.messages(), &[auth, kind], b"--b").await;
    assert_eq!((answer.status, answer.code()), (400, 100));
}

#[tokio::test]
async fn a_proof_is_checked_whichever_way_the_token_comes() {
    let stage = Stage::start().await;
    let (base, token) = (stage.app.base.as_str(), stage.shop.token.as_str());
    let right = signature::appsecret_proof(&stage.shop.business.app_secret, token);
    let wrong = signature::appsecret_proof("another", token);
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let urlencoded = ("Content-Type", "application/x-www-form-urlencoded");
    for (proof, expected) in [(&right, 200), (&wrong, 400)] {
        let with_proof = format!("{path}?appsecret_proof={proof}");
        for scheme in ["Bearer", "OAuth"] {
            let value = format!("{scheme} {token}");
            let headers = [("Authorization", value.as_str())];
            let answer = raw(base, "GET", &with_proof, &headers, b"").await;
            assert_eq!(answer.status, expected, "{scheme}: {}", answer.body);
        }
        let query = format!("{with_proof}&access_token={token}");
        assert_eq!(raw(base, "GET", &query, &[], b"").await.status, expected);
        let body = format!("access_token={token}&appsecret_proof={proof}");
        let answer = raw(base, "DELETE", &path, &[urlencoded], body.as_bytes()).await;
        assert_eq!(answer.status, expected, "form: {}", answer.body);
    }
}

/// `x-app-usage` or one business's part of `x-business-use-case-usage`.
fn used(answer: &testkit::Answer, header: &str) -> Value {
    let text = answer.headers.get(header).unwrap().to_str().unwrap();
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn the_calls_of_an_hour_are_counted_told_and_limited() {
    let limits = CallLimits { app: Some(2), business: Some(2), registered: Some(5) };
    let app = TestApp::start_counting(limits).await.unwrap();
    let new = NewBusiness {
        name: "Shop".to_owned(),
        display_number: PhoneNumber::parse("493055501001").unwrap(),
        verified: true,
        credit: Micros(1_000_000_000),
    };
    let shop = app.engine().create_business(new).await.unwrap();
    let api = Caller::new(&app.base, &shop.token).unwrap();
    let (path, business) = (format!("/v14.0/{}", shop.business.id), shop.business.id.to_string());
    for (call, percent) in [20, 40, 60, 80, 100].into_iter().enumerate() {
        let answer = api.get(&path).await.unwrap();
        assert_eq!(answer.status, 200, "{call}: {}", answer.text);
        let usage = &used(&answer, "x-business-use-case-usage")[&business][0];
        assert_eq!(usage["call_count"], percent);
        assert_eq!(usage["type"], "whatsapp_business_management");
        assert_eq!(used(&answer, "x-app-usage")["call_count"], 0);
        assert_eq!(answer.headers.get("facebook-api-version").unwrap(), "v14.0");
        assert_eq!(answer.headers.get("x-fb-request-id"), answer.headers.get("x-fb-trace-id"));
    }
    let refused = api.get(&path).await.unwrap();
    assert_eq!(code(&refused), (400, 80_007, 0), "{}", refused.text);
    let usage = &used(&refused, "x-business-use-case-usage")[&business][0];
    assert_eq!(usage["estimated_time_to_regain_access"], 60);
    assert_eq!(refused.json["error"]["error_data"]["retry_after_s"], 3_600);

    let library = "/message_template_library?limit=1";
    for percent in [50, 100] {
        let answer = api.get(library).await.unwrap();
        assert_eq!(
            (answer.status, &used(&answer, "x-app-usage")["call_count"]),
            (200, &json!(percent))
        );
    }
    assert_eq!(code(&api.get(library).await.unwrap()), (400, 4, 0));

    let target = format!("/v23.0/{}/messages", shop.sender.id);
    let sent = api.post(&target, &text("491700000000", "Hi")).await.unwrap();
    assert_eq!(sent.status, 200, "messages are bounded elsewhere: {}", sent.text);
    app.clock.advance_s(3_600);
    let answer = api.get(&path).await.unwrap();
    assert_eq!(used(&answer, "x-business-use-case-usage")[&business][0]["call_count"], 20);
}

#[tokio::test]
async fn a_business_without_a_registered_sender_has_the_smaller_limit() {
    let limits = CallLimits { app: None, business: Some(2), registered: Some(5) };
    let app = TestApp::start_counting(limits).await.unwrap();
    let shop = app.business("Shop").await.unwrap();
    let api = Caller::new(&app.base, &shop.token).unwrap();
    let gone =
        api.post(&format!("/v23.0/{}/deregister", shop.sender.id), &json!({})).await.unwrap();
    assert_eq!(gone.status, 200, "{}", gone.text);
    app.clock.advance_s(3_600);
    let path = format!("/v23.0/{}", shop.business.id);
    for expected in [200, 200, 400] {
        let answer = api.get(&path).await.unwrap();
        assert_eq!(answer.status, expected, "{}", answer.text);
    }
}

#[tokio::test]
async fn without_limits_nothing_is_used_and_the_headers_are_there() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let answer = stage.send(text(&kim.wa_id, "Hi")).await;
    let business = stage.shop.business.id.to_string();
    assert_eq!(used(&answer, "x-app-usage")["call_count"], 0);
    assert_eq!(used(&answer, "x-business-use-case-usage")[&business][0]["call_count"], 0);
    let nobody = stage.api.with_token("").get("/v23.0/1").await.unwrap();
    assert!(nobody.headers.get("x-app-usage").is_none());
}

#[tokio::test]
async fn calls_and_groups_answer_with_their_own_codes() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let sender = stage.shop.sender.id;
    let connect = json!({ "messaging_product": "whatsapp", "to": kim.wa_id, "action": "connect",
        "session": { "sdp": "v=0", "sdp_type": "offer" } });
    let calls = stage.api.post(&format!("/{sender}/calls"), &connect).await.unwrap();
    assert_eq!(code(&calls), (400, 138_000, 0));
    let asked = format!("/v23.0/{sender}/call_permissions?user_wa_id={}", kim.wa_id);
    assert_eq!(code(&stage.api.get(&asked).await.unwrap()), (400, 138_000, 0));
    let groups = format!("/v23.0/{sender}/groups");
    let made = stage.api.post(&groups, &json!({ "subject": "Friends" })).await.unwrap();
    assert_eq!(code(&made), (400, 131_215, 0));
    assert_eq!(code(&stage.api.get(&groups).await.unwrap()), (400, 131_215, 0));
    for id in ["1234567890123", "R3JvdXA", &stage.rival.sender.id.to_string()] {
        for (method, edge) in [
            ("GET", "invite_link"),
            ("POST", "invite_link"),
            ("GET", "join_requests"),
            ("DELETE", "participants"),
        ] {
            let path = format!("/v23.0/{id}/{edge}");
            let answer = stage.api.call(method.parse().unwrap(), &path, "{}".to_owned()).await;
            assert_eq!(code(&answer.unwrap()), (400, 131_041, 0), "{method} {path}");
        }
        let answer = stage.api.get(&format!("/v23.0/{id}")).await.unwrap();
        assert_eq!(code(&answer), (400, 100, 33), "{id}");
    }
    let mut message = text("R3JvdXA", "Hi all");
    message["recipient_type"] = json!("group");
    assert_eq!(code(&stage.send(message).await), (400, 131_215, 0));
}

#[tokio::test]
async fn catalogue_and_cart_are_off_and_stay_off() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/whatsapp_commerce_settings", stage.shop.sender.id);
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    let off = json!({ "id": stage.shop.sender.id.to_string(), "is_cart_enabled": false,
        "is_catalog_visible": false });
    assert_eq!(shown, json!({ "data": [off] }));
    let nothing = json!({});
    let set = format!("{path}?is_cart_enabled=false");
    assert_eq!(stage.api.post(&set, &nothing).await.unwrap().json, json!({ "success": true }));
    let set = format!("{path}?is_catalog_visible=true");
    assert_eq!(code(&stage.api.post(&set, &nothing).await.unwrap()), (400, 100, 0));
}

#[tokio::test]
async fn every_object_that_can_be_read_takes_fields_and_names_unknown_ones() {
    let stage = Stage::start().await;
    let template = stage.order_update().await;
    let kim = stage.friend("Kim").await;
    let message = stage.text(&kim, "Hi").await.replace('/', "%2F").replace('+', "%2B");
    let file = crate::media::uploaded(&stage, "audio/mpeg", &crate::media::sound(90)).await;
    stage.receiver().await;
    let (business, sender) = (stage.shop.business.id, stage.shop.sender.id);
    let block = json!({ "messaging_product": "whatsapp", "block_users": [{ "user": kim.wa_id }] });
    let blocks = format!("{sender}/block_users");
    stage.api.post(&format!("/{blocks}"), &block).await.unwrap().ok().unwrap();
    let qr = json!({ "prefilled_message": "Hi", "generate_qr_image": "SVG" });
    stage.api.post(&format!("/{sender}/message_qrdls"), &qr).await.unwrap().ok().unwrap();
    for (path, field) in [
        (business.to_string(), "name"),
        (sender.to_string(), "throughput{level}"),
        (template, "components{type}"),
        (message, "price{category}"),
        (file, "mime_type"),
        (blocks, "wa_id"),
        (format!("{business}/phone_numbers"), "verified_name"),
        (format!("{business}/message_templates"), "name.limit(3),components{type}"),
        (format!("{business}/subscribed_apps"), "whatsapp_business_api_data{id}"),
        (format!("{sender}/message_qrdls"), "code,qr_image_url.format(SVG)"),
        (format!("{sender}/whatsapp_business_profile"), "about,vertical"),
        (format!("{sender}/whatsapp_commerce_settings"), "is_cart_enabled"),
        ("message_template_library".to_owned(), "name"),
    ] {
        let field = field.replace('{', "%7B").replace('}', "%7D");
        let good = stage.api.get(&format!("/v23.0/{path}?fields={field}")).await.unwrap();
        assert_eq!(good.status, 200, "{path}: {}", good.text);
        let bad = stage.api.get(&format!("/v23.0/{path}?fields=nonsense")).await.unwrap();
        assert_eq!(code(&bad), (400, 100, 0), "{path}: {}", bad.text);
        assert!(bad.text.contains("nonexisting field (nonsense)"), "{path}: {}", bad.text);
    }
}

#[tokio::test]
async fn the_live_view_shows_no_token_of_a_form() {
    let stage = Stage::start().await;
    let mut seen = stage.app.app.observer.follow();
    let path = format!("/v23.0/{}?access_token={}", stage.shop.business.id, stage.shop.token);
    assert_eq!(raw(&stage.app.base, "GET", &path, &[], b"").await.status, 200);
    let line = serde_json::to_string(&seen.recv().await.unwrap()).unwrap();
    assert!(line.contains("request") && !line.contains(&stage.shop.token), "{line}");
}
