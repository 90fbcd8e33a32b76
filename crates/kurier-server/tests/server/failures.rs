//! Messages that may not go: what the business is told, by answer or by webhook.

use crate::message_way::statuses;
use crate::stage::{Stage, order, text, wamid};
use kurier_policy::permission::Purpose;
use serde_json::{Value, json};
use testkit::FakeReceiver;

/// The code in the failed webhook of a message.
async fn failed_with(receiver: &FakeReceiver, id: &str) -> (u64, Value) {
    let all = receiver
        .wait_for("the failure", |all| statuses(all, id).contains(&"failed".to_owned()))
        .await
        .unwrap();
    let hook = all.iter().find(|one| one.status() == Some((id, "failed"))).unwrap();
    let status = hook.json["entry"][0]["changes"][0]["value"]["statuses"][0].clone();
    assert!(status.get("pricing").is_none(), "a message that failed costs nothing: {status}");
    (status["errors"][0]["code"].as_u64().unwrap(), status)
}

#[tokio::test]
async fn a_text_outside_the_window_is_taken_and_fails_with_131047() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.reader("Kim").await;
    let id = stage.text(&kim, "Free words").await;
    assert_eq!(failed_with(&receiver, &id).await.0, 131_047);
    let later = stage.friend("Lee").await;
    stage.app.clock.advance_s(24 * 3_600);
    let id = stage.text(&later, "A day later").await;
    assert_eq!(failed_with(&receiver, &id).await.0, 131_047);
    assert!(stage.inbox(&kim).await.iter().all(|entry| entry["kind"] != "from_business"));
}

#[tokio::test]
async fn unknown_blocked_and_never_consenting_recipients_are_told_apart_by_nothing() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let stranger = stage.stranger("Cleo").await;
    let blocking = stage.friend("Bea").await;
    stage.act(&blocking, "block", json!({})).await.ok().unwrap();
    let mut seen = Vec::new();
    for to in [stranger.wa_id.as_str(), blocking.wa_id.as_str(), "999000000000001", "4915112345678"]
    {
        for body in [text(to, "Hi"), order(to, "Kim", "1")] {
            let answer = stage.send(body).await;
            assert_eq!(answer.status, 200);
            let id = wamid(&answer.json);
            let (code, status) = failed_with(&receiver, &id).await;
            assert_eq!(code, 131_026);
            let mask = |text: String| text.replace(&id, "ID").replace(to, "TO");
            seen.push((mask(answer.text), status["errors"].to_string()));
        }
    }
    let (first, second) = (seen[0].clone(), seen[1].clone());
    for pair in seen.chunks(2) {
        assert_eq!((&pair[0], &pair[1]), (&first, &second));
    }
}

#[tokio::test]
async fn a_withdrawn_a_missing_and_an_ended_permission_fail_with_131050() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let withdrawn = stage.reader("Kim").await;
    stage.act(&withdrawn, "withdraw", json!({ "purpose": "utility" })).await.ok().unwrap();
    let missing = stage.stranger("Lee").await;
    let business = stage.shop.business.id;
    stage.app.allow(missing.id, business, &[Purpose::Marketing]).await.unwrap();
    let ended = stage.stranger("Max").await;
    let short = json!({ "purposes": ["utility"], "lifetime_s": 60 });
    stage.act(&ended, "allow", short).await.ok().unwrap();
    stage.app.clock.advance_s(60);
    for person in [&withdrawn, &missing, &ended] {
        let answer = stage.send(order(&person.wa_id, "Kim", "1")).await.ok().unwrap();
        assert_eq!(failed_with(&receiver, &wamid(&answer)).await.0, 131_050);
    }
}

#[tokio::test]
async fn what_the_sender_alone_did_wrong_is_told_in_the_answer() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.friend("Kim").await;
    let named = |name: &str, language: &str| {
        json!({ "to": kim.wa_id, "type": "template",
            "template": { "name": name, "language": { "code": language } } })
    };
    let code = async |body: Value| {
        let answer = stage.send(body).await;
        (answer.status, answer.json["error"]["code"].as_u64().unwrap())
    };
    assert_eq!(code(named("nothing_like_it", "en_US")).await, (404, 132_001));
    assert_eq!(code(named("order_update", "de")).await, (404, 132_001));
    assert_eq!(code(named("order_update", "en_US")).await, (400, 132_000));
    let template = stage.template("rest", "UTILITY", json!([{ "type": "BODY", "text": "Rest." }]));
    let path = format!("/sandbox/v1/templates/{}/pause", template.await);
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(code(named("rest", "en_US")).await, (400, 132_015));
    assert_eq!(code(text(&kim.wa_id, "  ")).await, (400, 131_009));
    assert_eq!(code(text(&kim.wa_id, &"x".repeat(4_097))).await, (400, 131_009));
    assert_eq!(code(text("not a number", "Hi")).await, (400, 131_009));
    let image = json!({ "to": kim.wa_id, "type": "image", "image": { "id": "1" } });
    assert_eq!(code(image).await, (400, 131_009));
    let form = json!({ "to": kim.wa_id, "interactive": { "type": "address_message" } });
    assert_eq!(code(form).await, (400, 131_051));
    let mut unknown = text(&kim.wa_id, "Hi");
    unknown["context"] = json!({ "message_id": "wamid.AAAAAAAAAAAAAAAAAAAAAA==" });
    assert_eq!(code(unknown).await, (400, 131_009));
    assert!(stage.inbox(&kim).await.iter().all(|entry| entry["kind"] != "from_business"));
}

#[tokio::test]
async fn with_kurier_strict_the_answer_says_what_else_only_the_webhook_would() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let body = text(&kim.wa_id, "Free words").to_string();
    let bearer = format!("Bearer {}", stage.shop.token);
    let headers = [("Authorization", bearer.as_str()), ("Kurier-Strict", "sync")];
    let target = stage.messages();
    let answer = crate::raw::raw(&stage.app.base, "POST", &target, &headers, body.as_bytes()).await;
    assert_eq!((answer.status, answer.code()), (400, 131_047));
}

#[tokio::test]
async fn an_empty_balance_refuses_what_costs_and_lets_answers_go() {
    let stage = Stage::start().await;
    let new = json!({ "name": "Poor Shop", "display_number": "493055501003" });
    let poor = stage.operator.post("/console/v1/businesses", &new).await.unwrap();
    assert_eq!(poor.status, 200, "{}", poor.text);
    let rate = stage.operator.get("/console/v1/rate-card").await.unwrap();
    assert_eq!(rate.status, 200);
    let kim = stage.app.person("Kim").await.unwrap();
    let id = poor.json["id"].as_str().or(poor.json["business"]["id"].as_str()).unwrap();
    let business = id.parse().unwrap();
    let ids = stage.app.allow(kim.person.id, business, &[Purpose::Utility]).await.unwrap();
    let token = stage.app.engine().create_token(business, "t".to_owned(), None).await.unwrap();
    let api = stage.api.with_token(&token);
    let components = json!([{ "type": "BODY", "text": "One thing." }]);
    let body = json!({ "name": "one", "language": "en_US", "category": "UTILITY",
        "components": components });
    let made = api.post(&format!("/{id}/message_templates"), &body).await.unwrap().ok().unwrap();
    let path = format!("/sandbox/v1/templates/{}/approve", made["id"].as_str().unwrap());
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
    let numbers = api.get(&format!("/{id}/phone_numbers")).await.unwrap().ok().unwrap();
    let sender = numbers["data"][0]["id"].as_str().unwrap();
    let template = json!({ "messaging_product": "whatsapp", "to": ids.wa_id, "type": "template",
        "template": { "name": "one", "language": { "code": "en_US" } } });
    let answer = api.post(&format!("/{sender}/messages"), &template).await.unwrap();
    assert_eq!((answer.status, &answer.json["error"]["code"]), (400, &json!(131_042)));
    let say = json!({ "waba_id": id, "text": "Hello" });
    let path = format!("/sandbox/v1/people/{}/say", kim.person.id);
    stage.operator.post(&path, &say).await.unwrap().ok().unwrap();
    let free = api.post(&format!("/{sender}/messages"), &text(&ids.wa_id, "Free")).await.unwrap();
    assert_eq!(free.status, 200, "{}", free.text);
}
