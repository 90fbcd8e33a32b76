//! A person's own side: origins, other people's things, withdrawing, blocking.

use crate::device::Device;
use crate::message_way::statuses;
use crate::raw::raw;
use crate::stage::{Stage, order, wamid};
use serde_json::{Value, json};

#[tokio::test]
async fn a_cookie_changes_nothing_from_another_page() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let business = stage.shop.business.id;
    let cookie = format!("kurier_session={}", kim.session);
    let routes = [
        ("/people/v1/me".to_owned(), json!({ "name": "Evil" })),
        ("/people/v1/sign-out".to_owned(), json!({})),
        (
            format!("/people/v1/permissions/{business}/withdraw"),
            json!({ "purpose": null, "topic": null }),
        ),
        (format!("/people/v1/permissions/{business}/block"), json!({ "blocked": true })),
        (
            "/people/v1/messages".to_owned(),
            json!({ "client_id": "c", "business": business.to_string(),
            "content": { "type": "text", "body": "Evil" } }),
        ),
    ];
    let base = stage.app.base.as_str();
    let sites = [Some("https://evil.example"), Some("null"), Some("http://localhost"), None];
    for (path, body) in &routes {
        for site in sites {
            for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
                let mut headers = vec![("Cookie", cookie.as_str()), ("Content-Type", kind)];
                headers.extend(site.map(|origin| ("Origin", origin)));
                let body = body.to_string();
                let answer = raw(base, "POST", path, &headers, body.as_bytes()).await;
                assert_eq!(answer.status, 403, "{path} {site:?} {kind}: {}", answer.body);
                assert_eq!(answer.json()["error"]["code"], "wrong_origin");
            }
        }
        let cross =
            [("Cookie", cookie.as_str()), ("Origin", base), ("Sec-Fetch-Site", "cross-site")];
        assert_eq!(raw(base, "POST", path, &cross, b"{}").await.status, 403, "{path}");
    }
    let own = [
        ("Cookie", cookie.as_str()),
        ("Origin", base),
        ("Content-Type", "application/json"),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let renamed = raw(base, "POST", "/people/v1/me", &own, br#"{"name":"Kim B."}"#).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    let me = raw(base, "GET", "/people/v1/me", &[("Cookie", &cookie)], b"").await;
    assert_eq!(me.json()["name"], "Kim B.");
    assert_eq!(me.json()["businesses"][0]["blocked"], false);
}

#[tokio::test]
async fn without_a_session_everything_is_401_and_signing_out_ends_it() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let paths = [
        "/people/v1/me",
        "/people/v1/permissions",
        "/people/v1/messages/1/why",
        "/people/v1/messages/1/preview",
        "/people/v1/receipts/1",
    ];
    for token in ["", "wrong", &stage.shop.token] {
        for path in paths {
            let answer = stage.api.with_token(token).get(path).await.unwrap();
            assert_eq!((answer.status, answer.code()), (401, "no_session"), "{path}");
        }
    }
    let api = stage.people(&kim);
    let out = api.post("/people/v1/sign-out", &json!({})).await.unwrap();
    assert_eq!(out.json, json!({ "success": true }));
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(api.get("/people/v1/me").await.unwrap().status, 401);
}

#[tokio::test]
async fn another_persons_receipts_and_places_are_not_found() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let eve = stage.app.person("Eve").await.unwrap();
    let eve = stage.api.with_token(&eve.session);
    let entry = stage.inbox(&kim).await[0].clone();
    let receipt = entry["receipt"]["receipt"]["id"].to_string();
    let own = stage.people(&kim).get(&format!("/people/v1/receipts/{receipt}")).await.unwrap();
    assert_eq!(own.status, 200);
    let masked = |answer: testkit::Answer| (answer.status, answer.text);
    let theirs = eve.get(&format!("/people/v1/receipts/{receipt}")).await.unwrap();
    let none = eve.get("/people/v1/receipts/123456789").await.unwrap();
    assert_eq!(theirs.status, 404);
    assert_eq!(masked(theirs), masked(none));
    stage.text(&kim, "For Kim").await;
    let theirs = eve.get("/people/v1/messages/3/why").await.unwrap();
    assert_eq!((theirs.status, theirs.code()), (404, "not_found"));
    let say = json!({ "client_id": "c", "business": stage.shop.business.id.to_string(),
        "content": { "type": "text", "body": "I know you not" } });
    let answer = eve.post("/people/v1/messages", &say).await.unwrap();
    assert_eq!((answer.status, answer.code()), (404, "no_relation"));
    let unknown = json!({ "client_id": "c", "business": "1234567", "content": say["content"] });
    let answer = eve.post("/people/v1/messages", &unknown).await.unwrap();
    assert_eq!((answer.status, answer.code()), (404, "no_relation"));
    let path = format!("/people/v1/permissions/{}/withdraw", stage.shop.business.id);
    let answer = eve.post(&path, &json!({ "purpose": null, "topic": null })).await.unwrap();
    assert_eq!((answer.status, answer.code()), (404, "no_relation"));
}

#[tokio::test]
async fn why_shows_the_checks_the_price_and_the_receipt() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    stage.send(order(&kim.wa_id, "Kim", "1")).await.ok().unwrap();
    let why = stage.people(&kim).get("/people/v1/messages/2/why").await.unwrap().ok().unwrap();
    assert_eq!(why["price"]["category"], "utility");
    assert!(why["receipt"]["receipt"]["id"].is_i64(), "{why}");
    let checks = why["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["result"] != "refused"), "{why}");
    assert!(checks.iter().any(|check| check["rule"] == "permission"));
    let none = stage.people(&kim).get("/people/v1/messages/1/why").await.unwrap();
    assert_eq!(none.status, 404, "a receipt is no message: {}", none.text);
}

#[tokio::test]
async fn withdrawing_takes_back_what_is_queued_and_gives_its_price_back() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let queued = wamid(&stage.send(order(&kim.wa_id, "Kim", "1")).await.ok().unwrap());
    let path = format!("/console/v1/businesses/{}", stage.shop.business.id);
    let money = async || {
        let shown = stage.operator.get(&path).await.unwrap().ok().unwrap();
        let found = shown["balance"].clone();
        assert!(found["reserved_micros"].is_i64(), "{shown}");
        (found["prepaid_micros"].as_i64().unwrap(), found["reserved_micros"].as_i64().unwrap())
    };
    let reserved = money().await;
    assert!(reserved.1 > 0);

    let people = stage.people(&kim);
    let withdraw = format!("/people/v1/permissions/{}/withdraw", stage.shop.business.id);
    let done = people.post(&withdraw, &json!({ "purpose": "utility", "topic": null })).await;
    let done = done.unwrap().ok().unwrap();
    assert_eq!((&done["gone"], &done["receipt_seq"]), (&json!([2]), &json!(3)));
    assert_eq!(money().await, (reserved.0 + reserved.1, 0));

    let entries = stage.inbox(&kim).await;
    let place = |seq: u64| entries.iter().find(|entry| entry["seq"] == seq).unwrap();
    assert_eq!(place(2)["kind"], "gone");
    assert!(place(2).get("content").is_none());
    let later = entries.iter().find(|entry| entry["kind"] == "gone_later").unwrap();
    assert_eq!((&later["target"], &later["reason"]), (&json!(2), &json!("permission_withdrawn")));
    let all =
        receiver.wait_for("the failure", |all| statuses(all, &queued).len() >= 2).await.unwrap();
    assert_eq!(statuses(&all, &queued), ["sent", "failed"]);
    let hook = all.iter().find(|one| one.status() == Some((&queued, "failed"))).unwrap();
    let errors = &hook.json["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"];
    assert_eq!(errors[0]["code"], 131_050);
    let preference =
        all.iter().find(|one| one.json["entry"][0]["changes"][0]["field"] == "user_preferences");
    assert!(preference.is_some());
    let next = wamid(&stage.send(order(&kim.wa_id, "Kim", "2")).await.ok().unwrap());
    receiver.wait_for("the next", |all| statuses(all, &next) == ["failed"]).await.unwrap();
    let verified = stage.operator.post("/console/v1/ledger/verify", &json!({})).await.unwrap();
    assert_eq!(verified.status, 200, "{}", verified.text);
}

#[tokio::test]
async fn a_device_that_holds_a_withdrawn_message_is_told_to_delete_it() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    stage.send(order(&kim.wa_id, "Kim", "1")).await.ok().unwrap();
    assert_eq!(device.until("entry").await["entry"]["seq"], 2);
    stage.act(&kim, "withdraw", json!({ "purpose": "utility" })).await.ok().unwrap();
    let mut kinds: Vec<Value> = Vec::new();
    for _ in 0..2 {
        kinds.push(device.until("entry").await["entry"]["kind"].clone());
    }
    assert!(kinds.contains(&json!("gone_later")), "{kinds:?}");
}

#[tokio::test]
async fn a_topic_taken_back_is_no_longer_than_a_topic_can_be() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let path = format!("/people/v1/permissions/{}/withdraw", stage.shop.business.id);
    let long = json!({ "purpose": "utility", "topic": "t".repeat(61) });
    let answer = stage.people(&kim).post(&path, &long).await.unwrap();
    assert_eq!((answer.status, answer.code()), (422, "too_long"));
    assert_eq!(stage.inbox(&kim).await.len(), 1);
}

#[tokio::test]
async fn a_blocked_business_types_unseen_and_does_not_learn_so() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let said = stage.act(&kim, "say", json!({ "text": "Hello?" })).await.ok().unwrap();
    stage.act(&kim, "block", json!({ "blocked": true })).await.ok().unwrap();
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    let typing = json!({ "messaging_product": "whatsapp", "status": "read",
        "message_id": said["wamid"], "typing_indicator": { "type": "text" } });
    let answer = stage.api.post(&stage.messages(), &typing).await.unwrap();
    assert_eq!(answer.json, json!({ "success": true }));
    // The first pong may overtake what waits for the device; the second comes after it.
    for _ in 0..2 {
        device.say(&json!({ "t": "ping" })).await;
        loop {
            let frame = device.next().await.unwrap().unwrap();
            assert_ne!(frame["t"], "typing");
            if frame["t"] == "pong" {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_blocked_business_reaches_nobody_until_it_is_unblocked() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let people = stage.people(&kim);
    let block = format!("/people/v1/permissions/{}/block", stage.shop.business.id);
    people.post(&block, &json!({ "blocked": true })).await.unwrap().ok().unwrap();
    let me = people.get("/people/v1/me").await.unwrap().ok().unwrap();
    assert_eq!(me["businesses"][0]["blocked"], true);
    let id = stage.text(&kim, "Hello?").await;
    receiver.wait_for("the failure", |all| statuses(all, &id) == ["failed"]).await.unwrap();
    people.post(&block, &json!({ "blocked": false })).await.unwrap().ok().unwrap();
    stage.act(&kim, "say", json!({ "text": "Back" })).await.ok().unwrap();
    let id = stage.text(&kim, "Hello again").await;
    receiver.wait_for("the status", |all| statuses(all, &id) == ["sent"]).await.unwrap();
}
