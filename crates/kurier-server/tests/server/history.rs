//! What became of one message, and whether its webhooks arrived.

use crate::message_way::statuses;
use crate::stage::{Someone, Stage, code, order, wamid};
use serde_json::{Value, json};

/// A message id as a part of a path.
pub(crate) fn escaped(id: &str) -> String {
    id.replace('/', "%2F").replace('+', "%2B")
}

async fn ordered(stage: &Stage, to: &Someone) -> String {
    wamid(&stage.send(order(&to.wa_id, "Kim", "7")).await.ok().unwrap())
}

/// Asks until the history of a message shows these webhook states.
async fn until_states(stage: &Stage, id: &str, want: &[(&str, &str)]) -> Value {
    let path =
        format!("/v23.0/{}/message_history?message_id={}", stage.shop.sender.id, escaped(id));
    let asked = async {
        loop {
            let found = stage.api.get(&path).await.unwrap().ok().unwrap();
            let events = found["data"][0]["events"]["data"].as_array().unwrap().clone();
            let states: Vec<(&str, &str)> = events
                .iter()
                .map(|event| {
                    let told = event["webhook_update_state"].as_str().unwrap_or("-");
                    (event["delivery_status"].as_str().unwrap(), told)
                })
                .collect();
            if states == want {
                return found;
            }
        }
    };
    testkit::within(&format!("{want:?}"), asked).await.unwrap()
}

#[tokio::test]
async fn a_message_tells_its_timeline_its_postings_and_its_webhooks() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let id = ordered(&stage, &kim).await;
    stage.app.clock.advance_s(60);
    stage.inbox(&kim).await;
    stage.app.clock.advance_s(60);
    stage.act(&kim, "read", json!({})).await.ok().unwrap();
    receiver.wait_for("all", |all| statuses(all, &id).len() == 3).await.unwrap();
    let all = [("SENT", "DELIVERED"), ("DELIVERED", "DELIVERED"), ("READ", "DELIVERED")];
    until_states(&stage, &id, &all).await;
    for path in
        [format!("/v23.0/{}", escaped(&id)), format!("/kurier/v1/messages/{}", escaped(&id))]
    {
        let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
        let steps: Vec<&str> = shown["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["status"].as_str().unwrap())
            .collect();
        assert_eq!(steps, ["accepted", "sent", "delivered", "read"]);
        let at = |step: usize| -> i64 {
            shown["timeline"][step]["timestamp"].as_str().unwrap().parse().unwrap()
        };
        assert_eq!((at(1) - at(0), at(2) - at(1), at(3) - at(2)), (0, 60, 60));
        let price = shown["price"]["amount_micros"].as_i64().unwrap();
        let kinds = (&shown["transfers"][0]["kind"], &shown["transfers"][1]["kind"]);
        assert_eq!(kinds, (&json!("reserve"), &json!("post")));
        assert_eq!(shown["transfers"][1]["amount_micros"], price);
        assert_eq!(shown["webhooks"][2]["status"], "read");
        assert_eq!(shown["webhooks"][2]["attempts"][0]["http_status"], 200);
        assert!(shown["checks"].as_array().unwrap().iter().any(|it| it["rule"] == "permission"));
    }
}

#[tokio::test]
async fn the_history_shows_a_webhook_that_is_tried_again_and_one_that_arrived() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let lose = json!({ "lose_next": 1 });
    let first = ordered(&stage, &kim).await;
    until_states(&stage, &first, &[("SENT", "DELIVERED")]).await;
    stage.operator.post("/sandbox/v1/webhook-faults", &lose).await.unwrap().ok().unwrap();
    let id = ordered(&stage, &kim).await;
    let found = until_states(&stage, &id, &[("SENT", "RETRYING")]).await;
    let event = &found["data"][0]["events"]["data"][0];
    assert_eq!(found["data"][0]["message_id"], id.as_str());
    assert_eq!(event["webhook_uri"], receiver.url.as_str());
    assert_eq!(event["application"]["id"], stage.shop.business.app.to_string());
    stage.app.clock.advance_s(6);
    until_states(&stage, &id, &[("SENT", "DELIVERED")]).await;
}

#[tokio::test]
async fn the_events_of_a_message_are_paged() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let id = ordered(&stage, &kim).await;
    stage.act(&kim, "read", json!({})).await.ok().unwrap();
    let mut path = format!("/v23.0/{}/events?limit=1", escaped(&id));
    let mut seen = Vec::new();
    loop {
        let page = stage.api.get(&path).await.unwrap().ok().unwrap();
        let node = page["data"][0]["node"].clone();
        assert!(node["occurrence_timestamp"].is_i64(), "{page}");
        seen.push(node["delivery_status"].as_str().unwrap().to_owned());
        let Some(next) = page["paging"]["next"].as_str() else { break };
        path = next.strip_prefix(&stage.app.base).unwrap().to_owned();
    }
    assert_eq!(seen, ["SENT", "DELIVERED", "READ"]);
}

#[tokio::test]
async fn a_history_needs_a_message_of_the_business() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/message_history", stage.shop.sender.id);
    let answer = stage.api.get(&path).await.unwrap();
    assert_eq!(code(&answer).1, 131_008, "{}", answer.text);
    let answer = stage.api.get(&format!("{path}?message_id=hm")).await.unwrap();
    assert_eq!(code(&answer), (400, 100, 33));
}
