//! Taking messages back before they are read.

use crate::device::Device;
use crate::history::escaped;
use crate::message_way::statuses;
use crate::stage::{Stage, code, order, wamid};
use serde_json::json;

fn path(id: &str) -> String {
    format!("/v23.0/{}", escaped(id))
}

#[tokio::test]
async fn a_message_that_was_not_delivered_disappears_and_costs_nothing() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let balance = format!("/console/v1/businesses/{}/transfers", stage.shop.business.id);
    let id = wamid(&stage.send(order(&kim.wa_id, "Kim", "7")).await.ok().unwrap());
    let answer = stage.api.post(&format!("{}/recall", path(&id)), &json!({})).await.unwrap();
    let answer = answer.ok().unwrap();
    assert_eq!((&answer["status"], &answer["charged"]), (&json!("deleted"), &json!(false)));
    let all = receiver.wait_for("both", |all| statuses(all, &id).len() == 2).await.unwrap();
    assert_eq!(statuses(&all, &id), ["sent", "deleted"]);
    let hook = all.iter().find(|one| one.status() == Some((&id, "deleted"))).unwrap();
    let status = &hook.json["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!(status.get("errors"), None, "{status}");
    let inbox = stage.inbox(&kim).await;
    assert!(inbox.iter().all(|entry| entry["kind"] != "from_business"), "{inbox:?}");
    assert!(inbox.iter().any(|entry| entry["kind"] == "gone" && entry["reason"] == "recalled"));
    let shown = stage.api.get(&path(&id)).await.unwrap().ok().unwrap();
    assert_eq!(
        (&shown["status"], &shown["timeline"][2]["status"]),
        (&json!("deleted"), &json!("deleted"))
    );
    assert_eq!(shown["transfers"][1]["kind"], "void");
    let transfers = stage.operator.get(&balance).await.unwrap();
    assert!(!transfers.text.contains("\"post\""), "{}", transfers.text);
}

#[tokio::test]
async fn a_device_that_holds_an_unread_message_is_told_to_forget_it() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    let id = stage.text(&kim, "Oops").await;
    let entry = device.until("entry").await["entry"].clone();
    device.say(&json!({ "t": "ack", "seq": entry["seq"] })).await;
    let delivered =
        async { while stage.api.get(&path(&id)).await.unwrap().json["status"] != "delivered" {} };
    testkit::within("the delivery", delivered).await.unwrap();
    let answer = stage.api.call("DELETE".parse().unwrap(), &path(&id), String::new()).await;
    let answer = answer.unwrap().ok().unwrap();
    assert_eq!((&answer["was_delivered"], &answer["charged"]), (&json!(true), &json!(true)));
    let gone = device.until("entry").await["entry"].clone();
    assert_eq!((&gone["kind"], &gone["reason"]), (&json!("gone_later"), &json!("recalled")));
    assert_eq!(gone["target"], entry["seq"]);
}

#[tokio::test]
async fn what_was_read_or_is_gone_cannot_be_taken_back() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let read = stage.text(&kim, "Seen").await;
    stage.act(&kim, "read", json!({})).await.ok().unwrap();
    let recall = |id: &str| format!("{}/recall", path(id));
    let answer = stage.api.post(&recall(&read), &json!({})).await.unwrap();
    assert_eq!(code(&answer), (400, 131_009, 9_000_010), "{}", answer.text);
    let twice = stage.text(&kim, "Twice").await;
    stage.api.post(&recall(&twice), &json!({})).await.unwrap().ok().unwrap();
    let answer = stage.api.post(&recall(&twice), &json!({})).await.unwrap();
    assert_eq!(code(&answer), (400, 131_009, 9_000_011), "{}", answer.text);
    let said = stage.act(&kim, "say", json!({ "text": "Mine" })).await.ok().unwrap();
    let answer = stage.api.post(&recall(said["wamid"].as_str().unwrap()), &json!({})).await;
    assert_eq!(code(&answer.unwrap()), (400, 131_009, 9_000_012));
}
