//! Which callback gets an event: the sender's own, else the business's, else the app's.

use crate::message_way::statuses;
use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::FakeReceiver;

async fn receiver(stage: &Stage) -> FakeReceiver {
    FakeReceiver::start(&stage.shop.business.app_secret).await.unwrap()
}

/// The app's callback.
pub(crate) async fn of_app(stage: &Stage, receiver: &FakeReceiver, more: Value) {
    let mut body = json!({ "object": "whatsapp_business_account", "callback_url": receiver.url,
        "verify_token": receiver.verify_token });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let path = format!("/v23.0/{}/subscriptions", stage.shop.business.app);
    stage.api.post(&path, &body).await.unwrap().ok().unwrap();
}

async fn of_sender(stage: &Stage, url: &str, token: &str) {
    let body = json!({ "webhook_configuration":
        { "override_callback_uri": url, "verify_token": token } });
    let path = format!("/v23.0/{}", stage.shop.sender.id);
    stage.api.post(&path, &body).await.unwrap().ok().unwrap();
}

async fn shown(stage: &Stage) -> Value {
    let path = format!("/v23.0/{}?fields=webhook_configuration", stage.shop.sender.id);
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    shown["webhook_configuration"].clone()
}

#[tokio::test]
async fn a_more_special_callback_takes_over_and_gives_back() {
    let stage = Stage::start().await;
    let (app, own, phone) =
        (receiver(&stage).await, receiver(&stage).await, receiver(&stage).await);
    of_app(&stage, &app, json!({})).await;
    let kim = stage.friend("Kim").await;
    let first = stage.text(&kim, "One").await;
    app.wait_for("the app's status", |all| !statuses(all, &first).is_empty()).await.unwrap();

    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let body = json!({ "override_callback_uri": own.url, "verify_token": own.verify_token });
    stage.api.post(&path, &body).await.unwrap().ok().unwrap();
    let second = stage.text(&kim, "Two").await;
    own.wait_for("the business's", |all| !statuses(all, &second).is_empty()).await.unwrap();

    of_sender(&stage, &phone.url, &phone.verify_token).await;
    assert_eq!(
        shown(&stage).await,
        json!({ "phone_number": phone.url, "whatsapp_business_account": own.url,
            "application": app.url })
    );
    let third = stage.text(&kim, "Three").await;
    phone.wait_for("the sender's", |all| !statuses(all, &third).is_empty()).await.unwrap();
    assert!(statuses(&own.delivered(), &third).is_empty());
    assert!(statuses(&app.delivered(), &third).is_empty());
    assert!(statuses(&app.delivered(), &second).is_empty());

    // What concerns no sender goes to the business's.
    stage.template("news", "UTILITY", json!([{ "type": "BODY", "text": "News." }])).await;
    let is_template = |one: &testkit::Delivered| {
        one.json["entry"][0]["changes"][0]["field"] == "message_template_status_update"
    };
    own.wait_for("the template", |all| all.iter().any(is_template)).await.unwrap();
    assert!(!phone.delivered().iter().any(is_template));

    // An empty address ends the sender's, a call without one the business's.
    of_sender(&stage, "", "").await;
    stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(shown(&stage).await, json!({ "application": app.url }));
    let fourth = stage.text(&kim, "Four").await;
    app.wait_for("the app's again", |all| !statuses(all, &fourth).is_empty()).await.unwrap();
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed["data"][0].get("override_callback_uri"), None);
}

#[tokio::test]
async fn the_apps_fields_decide_what_is_sent() {
    let stage = Stage::start().await;
    let receiver = receiver(&stage).await;
    of_app(&stage, &receiver, json!({ "fields": "message_template_status_update" })).await;
    stage.friend("Kim").await;
    stage.template("news", "UTILITY", json!([{ "type": "BODY", "text": "News." }])).await;
    let all = receiver.wait_for("the template", |all| !all.is_empty()).await.unwrap();
    for one in &all {
        let field = &one.json["entry"][0]["changes"][0]["field"];
        assert_eq!(field, "message_template_status_update");
    }
    let path = format!("/v23.0/{}/subscriptions", stage.shop.business.app);
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    let field = json!({ "name": "message_template_status_update", "version": "v23.0" });
    assert_eq!(
        listed["data"],
        json!([{ "object": "whatsapp_business_account", "callback_url": receiver.url,
            "active": true, "fields": [field] }])
    );
    let wrong = json!({ "callback_url": receiver.url, "fields": "messages,groups" });
    let answer = stage.api.post(&path, &wrong).await.unwrap();
    assert_eq!(code(&answer), (400, 100, 0), "{}", answer.text);
    let gone = stage.raw("DELETE", &path, b"").await;
    assert_eq!(gone.json(), json!({ "success": true }));
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed, json!({ "data": [] }));
}

#[tokio::test]
async fn a_senders_callback_is_shaken_hands_with_and_belongs_to_its_business() {
    let stage = Stage::start().await;
    let receiver = receiver(&stage).await;
    let path = format!("/v23.0/{}", stage.shop.sender.id);
    let body = |token: &str| {
        json!({ "webhook_configuration":
            { "override_callback_uri": receiver.url, "verify_token": token } })
    };
    let wrong = stage.api.post(&path, &body("wrong")).await.unwrap();
    assert_eq!(code(&wrong), (400, 2200, 0));
    let theirs = stage.rival_api.post(&path, &body(&receiver.verify_token)).await.unwrap();
    assert_eq!(code(&theirs), (400, 100, 33));
    let empty = stage.api.post(&path, &json!({ "webhook_configuration": {} })).await.unwrap();
    assert_eq!(code(&empty).1, 131_008);
    assert_eq!(shown(&stage).await, Value::Null);
}

#[tokio::test]
async fn a_new_pin_is_told_under_security() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let path = format!("/v23.0/{}", stage.shop.sender.id);
    stage.api.post(&path, &json!({ "pin": "135790" })).await.unwrap().ok().unwrap();
    let all = receiver.wait_for("the notice", |all| !all.is_empty()).await.unwrap();
    let change = &all[0].json["entry"][0]["changes"][0];
    assert_eq!(change["field"], "security");
    assert_eq!(change["value"]["event"], "PIN_CHANGED");
    assert!(all[0].is_genuine);
}
