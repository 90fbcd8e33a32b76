//! The sandbox's routes over a real listener.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use kurier_policy::permission::Purpose;
use serde_json::{Value, json};
use testkit::{Caller, FakePerson, FakeReceiver, Load, TestApp};

/// A sandbox with one business and one person who allowed utility messages.
struct Scene {
    app: TestApp,
    operator: Caller,
    token: String,
    phone: String,
    waba: String,
    secret: String,
    person: String,
    session: String,
    wa_id: String,
}

async fn scene() -> Scene {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let person = app.person("Kim").await.unwrap();
    let ids = app.allow(person.person.id, made.business.id, &[Purpose::Utility]).await.unwrap();
    Scene {
        operator: app.operator().unwrap(),
        token: made.token,
        phone: made.sender.id.to_string(),
        waba: made.business.id.to_string(),
        secret: made.business.app_secret,
        person: person.person.id.to_string(),
        session: person.session,
        wa_id: ids.wa_id,
        app,
    }
}

impl Scene {
    async fn act(&self, what: &str, body: Value) -> Value {
        let path = format!("/sandbox/v1/people/{}/{what}", self.person);
        self.operator.post(&path, &body).await.unwrap().ok().unwrap()
    }

    async fn send(&self, content: Value) -> Value {
        let mut body = content;
        body["messaging_product"] = json!("whatsapp");
        body["to"] = json!(self.wa_id);
        let path = format!("/v23.0/{}/messages", self.phone);
        self.operator.with_token(&self.token).post(&path, &body).await.unwrap().json
    }

    async fn receiver(&self) -> FakeReceiver {
        let receiver = FakeReceiver::start(&self.secret).await.unwrap();
        let client = self.operator.client().clone();
        let api = Load::api(&self.app.base, &self.token, &self.phone, &self.waba, client);
        api.subscribe_webhook(&receiver.url, &receiver.verify_token).await.unwrap();
        receiver
    }
}

#[tokio::test]
async fn a_tap_on_a_reply_button_comes_back_as_a_signed_webhook() {
    let scene = scene().await;
    let receiver = scene.receiver().await;
    scene.act("say", json!({ "text": "Hello" })).await;
    let buttons = json!({
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": { "text": "Coming?" },
            "action": { "buttons": [
                { "type": "reply", "reply": { "id": "yes", "title": "Yes" } },
                { "type": "reply", "reply": { "id": "no", "title": "No" } },
            ]},
        },
    });
    let sent = scene.send(buttons).await;
    assert!(sent.pointer("/messages/0/id").is_some(), "{sent}");
    scene.act("tap", json!({ "title": "No" })).await;
    let came = receiver
        .wait_for("the tap", |came| came.iter().any(|one| reply(one.message()) == Some("no")))
        .await
        .unwrap();
    assert!(came.iter().all(|one| one.is_genuine));
}

fn reply(message: Option<&Value>) -> Option<&str> {
    message?.pointer("/interactive/button_reply/id")?.as_str()
}

#[tokio::test]
async fn looking_at_messages_delivers_them_and_peeking_does_not() {
    let scene = scene().await;
    let receiver = scene.receiver().await;
    scene.act("say", json!({ "text": "Hello" })).await;
    let sent = scene.send(json!({ "type": "text", "text": { "body": "Hi" } })).await;
    let wamid = sent.pointer("/messages/0/id").and_then(Value::as_str).unwrap().to_owned();
    let path = format!("/sandbox/v1/people/{}/messages", scene.person);

    let peeked = scene.operator.get(&format!("{path}?peek=true")).await.unwrap().ok().unwrap();
    let place = peeked["head"].as_u64().unwrap();
    let cursor = |state: Value| state["delivered"].as_u64().unwrap();
    let me = scene.operator.with_token(&scene.session);
    assert!(cursor(me.get("/people/v1/me").await.unwrap().json) < place);

    let seen = scene.operator.get(&path).await.unwrap().ok().unwrap();
    let last = seen["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["wamid"], json!(wamid));
    assert_eq!(cursor(me.get("/people/v1/me").await.unwrap().json), place);
    receiver
        .wait_for("delivered", |came| {
            came.iter().any(|one| one.status() == Some((wamid.as_str(), "delivered")))
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_clock_moves_forward_only_and_closes_the_window() {
    let scene = scene().await;
    scene.act("say", json!({ "text": "Hello" })).await;
    let back = scene.operator.post("/sandbox/v1/clock", &json!({ "advance_s": -1 })).await.unwrap();
    assert_eq!((back.status, back.code()), (400, "bad_request"));
    let before = scene.operator.get("/sandbox/v1/clock").await.unwrap().json["now"].as_i64();
    let moved = json!({ "advance_s": 90_000 });
    let after =
        scene.operator.post("/sandbox/v1/clock", &moved).await.unwrap().json["now"].as_i64();
    assert_eq!(after.unwrap() - before.unwrap(), 90_000_000_000);

    let receiver = scene.receiver().await;
    scene.send(json!({ "type": "text", "text": { "body": "Too late" } })).await;
    let came = receiver
        .wait_for("the failed status", |came| {
            came.iter().any(|one| one.status().is_some_and(|(_, status)| status == "failed"))
        })
        .await
        .unwrap();
    let code =
        came.last().unwrap().json.pointer("/entry/0/changes/0/value/statuses/0/errors/0/code");
    assert_eq!(code, Some(&json!(131_047)));
}

#[tokio::test]
async fn a_planned_fault_makes_an_event_come_twice_with_the_same_id() {
    let scene = scene().await;
    let receiver = scene.receiver().await;
    let plan = json!({ "duplicate_next": 1, "waba_id": scene.waba });
    scene.operator.post("/sandbox/v1/webhook-faults", &plan).await.unwrap().ok().unwrap();
    scene.act("say", json!({ "text": "Hello" })).await;
    let came = receiver.wait_for("two deliveries", |came| came.len() >= 2).await.unwrap();
    assert_eq!(came[0].id, came[1].id);
    assert_eq!(came[0].raw, came[1].raw);
}

#[tokio::test]
async fn withdrawing_takes_back_what_is_on_its_way() {
    let scene = scene().await;
    let person_path = format!("/sandbox/v1/people/{}/messages?peek=true", scene.person);
    scene.act("withdraw", json!({ "purpose": "utility" })).await;
    let seen = scene.operator.get(&person_path).await.unwrap().ok().unwrap();
    let last = seen["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["receipt"]["receipt"]["decision"]["action"], json!("withdraw"));
}

#[tokio::test]
async fn reporting_blocks_and_the_business_learns_nothing_from_the_answer() {
    let scene = scene().await;
    scene.act("say", json!({ "text": "Hello" })).await;
    scene.act("report", json!({ "reason": "too many" })).await;
    let sent = scene.send(json!({ "type": "text", "text": { "body": "Hi" } })).await;
    assert!(sent.pointer("/messages/0/id").is_some(), "{sent}");
    let path = format!("/sandbox/v1/people/{}/say", scene.person);
    let said = scene.operator.post(&path, &json!({ "text": "Hi" })).await.unwrap();
    assert_eq!((said.status, said.code()), (404, "no_relation"));
}

#[tokio::test]
async fn what_she_says_in_the_sandbox_reaches_her_own_devices_in_order() {
    let scene = scene().await;
    let mut kim = FakePerson::new(&scene.app.base, &scene.session);
    kim.come_live().await.unwrap();
    scene.act("say", json!({ "text": "One" })).await;
    scene.act("react", json!({ "emoji": "👍", "message": sent_wamid(&scene).await })).await;
    let shown = kim.wait_for("three more entries", |shown| shown.entries.len() >= 4).await.unwrap();
    assert!(shown.faults.is_empty(), "{:?}", shown.faults);
}

async fn sent_wamid(scene: &Scene) -> String {
    let sent = scene.send(json!({ "type": "text", "text": { "body": "Two" } })).await;
    sent.pointer("/messages/0/id").and_then(Value::as_str).unwrap().to_owned()
}

#[tokio::test]
async fn malformed_calls_get_a_code_and_nothing_happens() {
    let scene = scene().await;
    let person = &scene.person;
    let cases = [
        ("/sandbox/v1/people/1/say".to_owned(), json!({ "text": "x" }), 404),
        ("/sandbox/v1/people/x/say".to_owned(), json!({ "text": "x" }), 404),
        (format!("/sandbox/v1/people/{person}/say"), json!({}), 400),
        (format!("/sandbox/v1/people/{person}/say"), json!({ "txet": "x" }), 400),
        (format!("/sandbox/v1/people/{person}/say"), json!([1]), 400),
        (format!("/sandbox/v1/people/{person}/tap"), json!({}), 404),
        (format!("/sandbox/v1/people/{person}/tap"), json!({ "message": "wamid.x" }), 422),
        (format!("/sandbox/v1/people/{person}/allow"), json!({ "purposes": [] }), 422),
        (format!("/sandbox/v1/people/{person}/allow"), json!({ "purposes": ["spying"] }), 400),
        ("/sandbox/v1/clock".to_owned(), json!({ "advance_s": "1" }), 400),
        ("/sandbox/v1/webhook-faults".to_owned(), json!({ "fail_next": 1, "status": 7 }), 400),
        ("/sandbox/v1/templates/1/approve".to_owned(), json!({}), 404),
        ("/sandbox/v1/nowhere".to_owned(), json!({}), 404),
    ];
    for (path, body, status) in cases {
        let answer = scene.operator.post(&path, &body).await.unwrap();
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text);
        assert!(!answer.code().is_empty(), "{path} {body}: {}", answer.text);
    }
}

#[tokio::test]
async fn only_the_operator_may_use_the_sandbox_routes() {
    let scene = scene().await;
    for token in ["", "kro_wrong", scene.token.as_str(), scene.session.as_str()] {
        let stranger = scene.operator.with_token(token);
        assert_eq!(stranger.get("/sandbox/v1/clock").await.unwrap().status, 401, "{token}");
        let people = stranger.post("/sandbox/v1/people", &json!({})).await.unwrap();
        assert_eq!(people.status, 401, "{token}");
    }
}
