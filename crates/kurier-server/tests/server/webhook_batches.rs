//! Several events in one request, for callbacks that asked for it.

use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::FakeReceiver;

fn changes(one: &testkit::Delivered) -> Vec<Value> {
    one.json["entry"][0]["changes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn events_wait_for_each_other_and_go_in_order_in_one_request() {
    let stage = Stage::start().await;
    let receiver = FakeReceiver::start(&stage.shop.business.app_secret).await.unwrap();
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let body = json!({ "override_callback_uri": receiver.url,
        "verify_token": receiver.verify_token, "batching": { "max": 100, "wait_ms": 5_000 } });
    stage.api.post(&path, &body).await.unwrap().ok().unwrap();
    let kim = stage.friend("Kim").await;
    for n in 0..5 {
        stage.text(&kim, &format!("Number {n}")).await;
    }
    let head = stage.app.engine().store().event_head(stage.shop.business.id).await.unwrap().0;
    // The first event waits for five seconds of the clock.
    stage.app.clock.advance_s(6);
    let count =
        |all: &[testkit::Delivered]| -> usize { all.iter().map(|one| changes(one).len()).sum() };
    let sent = |field: &Value| field["field"] == "messages";
    let all = receiver.wait_for("the batch", |all| count(all) >= 6).await.unwrap();
    let most = all.iter().map(|one| changes(one).len()).max().unwrap();
    assert!(most >= 5, "{most} in the fullest of {} requests, of {head} events", all.len());
    for one in &all {
        assert!(one.is_genuine);
        assert!(one.raw.is_ascii());
        assert_eq!(one.json["entry"].as_array().unwrap().len(), 1);
    }
    let told: Vec<Value> = all.iter().flat_map(changes).filter(sent).collect();
    let texts = told.iter().filter(|change| change["value"]["statuses"].is_array()).count();
    assert!(texts >= 5);
}

#[tokio::test]
async fn without_asking_each_event_has_a_request_of_its_own() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    for n in 0..5 {
        stage.text(&kim, &format!("Number {n}")).await;
    }
    let all = receiver.wait_for("all", |all| all.len() >= 6).await.unwrap();
    assert!(all.iter().all(|one| changes(one).len() == 1));
}

#[tokio::test]
async fn impossible_batches_are_refused() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    for batching in [json!({ "max": 0 }), json!({ "max": 101 }), json!({ "max": 5, "wait_ms": -1 })]
    {
        let body = json!({ "override_callback_uri": "http://127.0.0.1:9/", "verify_token": "x",
            "batching": batching });
        let answer = stage.api.post(&path, &body).await.unwrap();
        assert_eq!(code(&answer).1, 131_009, "{}", answer.text);
    }
}
