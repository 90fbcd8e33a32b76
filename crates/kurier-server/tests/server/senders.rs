//! What a business is told of its senders and tokens.

use crate::stage::{Stage, code, text};
use serde_json::{Value, json};

async fn asked(stage: &Stage, fields: &str) -> Value {
    let path = format!("/v23.0/{}?fields={fields}", stage.shop.sender.id);
    stage.api.get(&path).await.unwrap().ok().unwrap()
}

#[tokio::test]
async fn a_sender_says_nothing_of_itself_that_was_not_measured() {
    let stage = Stage::start().await;
    let fields = "quality_rating,quality_score,account_mode,status,health_status,platform_type";
    let shown = asked(&stage, fields).await;
    assert_eq!(shown["quality_rating"], "UNKNOWN");
    assert_eq!(shown["account_mode"], "SANDBOX");
    assert_eq!(shown["health_status"]["can_send_message"], "AVAILABLE");
    let kinds = ["PHONE_NUMBER", "WABA"];
    for (kind, entity) in kinds.iter().zip(shown["health_status"]["entities"].as_array().unwrap()) {
        assert_eq!(entity["entity_type"], *kind);
        assert_eq!(entity["can_send_message"], "AVAILABLE");
    }
    let none = asked(&stage, "webhook_configuration").await;
    assert!(none["webhook_configuration"].is_null());
    let receiver = stage.receiver().await;
    let some = asked(&stage, "webhook_configuration").await;
    assert_eq!(some["webhook_configuration"], json!({ "whatsapp_business_account": receiver.url }));
}

#[tokio::test]
async fn a_token_is_explained_to_its_own_business_only() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id;
    let short = stage.app.engine().create_token(id, "short".to_owned(), Some(60)).await.unwrap();
    let path = |token: &str| format!("/v23.0/debug_token?input_token={token}");
    let shown = stage.api.get(&path(&short)).await.unwrap().ok().unwrap();
    assert_eq!(shown["data"]["is_valid"], true);
    assert_eq!(shown["data"]["app_id"], stage.shop.business.app.to_string());
    let lifetime = shown["data"]["expires_at"].as_i64().unwrap()
        - shown["data"]["issued_at"].as_i64().unwrap();
    assert_eq!(lifetime, 60);
    stage.app.clock.advance_s(60);
    let ended = stage.api.get(&path(&short)).await.unwrap().ok().unwrap();
    assert_eq!(ended["data"]["is_valid"], false);
    let app = format!("{}%7C{}", stage.shop.business.app, stage.shop.business.app_secret);
    let shown = stage.api.get(&path(&app)).await.unwrap().ok().unwrap();
    assert_eq!((&shown["data"]["type"], &shown["data"]["is_valid"]), (&json!("APP"), &json!(true)));
    let theirs = stage.rival_api.get(&path(&short)).await.unwrap().ok().unwrap();
    let none = stage.rival_api.get(&path("krt_nothing")).await.unwrap().ok().unwrap();
    assert_eq!(theirs, none);
    assert_eq!(theirs["data"]["is_valid"], false);
    assert_eq!(theirs["data"]["error"]["code"], 190);
}

async fn post(stage: &Stage, edge: &str, body: Value) -> testkit::Answer {
    let path = format!("/v23.0/{}{edge}", stage.shop.sender.id);
    stage.api.post(&path, &body).await.unwrap()
}

fn pin(pin: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "pin": pin })
}

#[tokio::test]
async fn a_sender_that_is_not_registered_sends_nothing_until_its_pin_is_given() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    // With a slash at the end, as the official library writes it.
    post(&stage, "/", json!({ "pin": "123456" })).await.ok().unwrap();
    assert_eq!(asked(&stage, "is_pin_enabled").await["is_pin_enabled"], true);
    post(&stage, "/deregister", json!({})).await.ok().unwrap();
    assert_eq!(asked(&stage, "status").await["status"], "DISCONNECTED");
    assert_eq!(code(&stage.send(text(&kim.wa_id, "Hi")).await), (400, 133_010, 0));
    assert_eq!(code(&post(&stage, "/deregister", json!({})).await), (400, 133_010, 0));
    assert_eq!(code(&post(&stage, "/register", pin("000000")).await), (400, 133_005, 0));
    assert_eq!(code(&post(&stage, "/register", pin("123456")).await), (400, 133_009, 0));
    stage.app.clock.advance_s(5);
    post(&stage, "/register", pin("123456")).await.ok().unwrap();
    stage.send(text(&kim.wa_id, "Hi")).await.ok().unwrap();
    for wrong in ["12345", "1234567", "12345a"] {
        assert_eq!(code(&post(&stage, "/register", pin(wrong)).await), (400, 100, 0), "{wrong}");
    }
}
