//! Messages whose template gives them little time.

use crate::stage::{Stage, wamid};
use serde_json::{Value, json};
use testkit::Delivered;

async fn advance(stage: &Stage, seconds: i64) {
    let by = json!({ "advance_s": seconds });
    stage.operator.post("/sandbox/v1/clock", &by).await.unwrap().ok().unwrap();
}

fn quick(to: &str) -> Value {
    json!({ "to": to, "type": "template",
        "template": { "name": "quick", "language": { "code": "en_US" } } })
}

#[tokio::test]
async fn a_message_whose_time_is_over_fails_by_webhook_and_is_never_shown() {
    let stage = Stage::start().await;
    let components = json!([{ "type": "BODY", "text": "Now or never." }]);
    let id = stage.template("quick", "UTILITY", components).await;
    let ttl = json!({ "message_send_ttl_seconds": 60 });
    stage.api.post(&format!("/v23.0/{id}"), &ttl).await.unwrap().ok().unwrap();
    let (kim, lee) = (stage.reader("Kim").await, stage.reader("Lee").await);
    let receiver = stage.receiver().await;
    let late = wamid(&stage.send(quick(&kim.wa_id)).await.ok().unwrap());
    let early = wamid(&stage.send(quick(&lee.wa_id)).await.ok().unwrap());
    assert!(!stage.inbox(&lee).await.is_empty());
    advance(&stage, 66).await;
    let is_failed = |one: &Delivered| one.status().is_some_and(|(_, status)| status == "failed");
    let came = receiver.wait_for("the failure", |all| all.iter().any(is_failed)).await.unwrap();
    let failed: Vec<&Delivered> = came.iter().filter(|one| is_failed(one)).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].status().unwrap().0, late);
    let code = failed[0].json.pointer("/entry/0/changes/0/value/statuses/0/errors/0/code");
    assert_eq!(code, Some(&json!(131_026)));
    assert!(!serde_json::to_string(&stage.inbox(&kim).await).unwrap().contains("Now or never"));
    let path = |id: &str| format!("/v23.0/{id}");
    let shown = stage.api.get(&path(&early)).await.unwrap().ok().unwrap();
    assert_eq!(shown["status"], "delivered");
    let shown = stage.api.get(&path(&late)).await.unwrap().ok().unwrap();
    assert_eq!(shown["status"], "failed");
}
