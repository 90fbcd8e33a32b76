//! Two templates side by side, and the other ways in which programs of the Cloud API ask for what is here.

use crate::stage::{Someone, Stage, code};
use serde_json::{Value, json};

async fn promo(stage: &Stage, name: &str) -> String {
    let components = json!([{ "type": "BODY", "text": "Buy more." }]);
    stage.template(name, "MARKETING", components).await
}

fn message(to: &Someone, name: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to.wa_id, "type": "template",
        "template": { "name": name, "language": { "code": "en_US" } } })
}

async fn send(stage: &Stage, body: &Value) -> testkit::Answer {
    let path = format!("/v23.0/{}/marketing_messages", stage.shop.sender.id);
    stage.api.post(&path, body).await.unwrap()
}

#[tokio::test]
async fn the_template_that_fewer_people_block_comes_first() {
    let stage = Stage::start().await;
    let (bad, good) = (promo(&stage, "bad").await, promo(&stage, "good").await);
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    for (who, name) in [(&kim, "good"), (&kim, "good"), (&lee, "bad")] {
        send(&stage, &message(who, name)).await.ok().unwrap();
    }
    stage.inbox(&lee).await;
    stage.act(&lee, "report", json!({ "reason": "I never asked for this." })).await.ok().unwrap();
    let end = stage.app.engine().clock().now().seconds();
    let ask = |of: &str, with: &str| {
        format!("/v23.0/{of}/compare?template_ids=[{with}]&start={}&end={end}", end - 7 * 86_400)
    };
    let told = stage.api.get(&ask(&bad, &good)).await.unwrap().ok().unwrap();
    crate::contract::conforms_to("get", "/v23.0/{template}/compare", 200, &told);
    assert_eq!(told["data"][0]["order_by_relative_metric"], json!([good, bad]));
    let sent = json!([{ "key": bad, "value": 1 }, { "key": good, "value": 2 }]);
    assert_eq!(told["data"][1]["number_values"], sent);
    assert_eq!(told["data"][2]["string_values"][0]["key"], bad.as_str());
    // Nothing was sent of this one; and another business's is none at all.
    let unsent = promo(&stage, "unsent").await;
    for other in [unsent.as_str(), "1234567890123"] {
        let refused = stage.api.get(&ask(&good, other)).await.unwrap();
        assert_eq!(code(&refused), (400, 100, 0), "{}", refused.text);
        assert!(refused.text.contains(other), "{}", refused.text);
    }
}

#[tokio::test]
async fn marketing_messages_are_made_from_marketing_templates_and_decided_as_all_others() {
    let stage = Stage::start().await;
    promo(&stage, "promo").await;
    let kim = stage.reader("Kim").await;
    let mut body = message(&kim, "promo");
    body["product_policy"] = json!("CLOUD_API_FALLBACK");
    body["message_activity_sharing"] = json!(true);
    let sent = send(&stage, &body).await.ok().unwrap();
    assert_eq!(sent["messages"][0]["message_status"], "accepted");
    let inbox = stage.inbox(&kim).await;
    assert!(inbox.iter().any(|entry| entry["content"].to_string().contains("Buy more.")));

    stage.template("notice", "UTILITY", json!([{ "type": "BODY", "text": "Done." }])).await;
    let refused = send(&stage, &message(&kim, "notice")).await;
    assert_eq!(code(&refused), (400, 100, 0));
    assert!(refused.text.contains("no marketing template"), "{}", refused.text);
    assert_eq!(code(&send(&stage, &message(&kim, "none")).await).1, 132_001);
    let text = crate::stage::text(&kim.wa_id, "Hi");
    assert_eq!(code(&send(&stage, &text).await).1, 100);
    body["product_policy"] = json!("ALWAYS");
    assert_eq!(code(&send(&stage, &body).await).1, 100);
    // Who allowed nothing gets nothing this way either.
    let stranger = stage.stranger("Lee").await;
    let mut rehearsal = message(&stranger, "promo");
    rehearsal["dry_run"] = json!(true);
    let rehearsed = send(&stage, &rehearsal).await.ok().unwrap();
    assert_eq!(rehearsed["would_be_accepted"], false, "{rehearsed}");
}

#[tokio::test]
async fn nobody_is_assigned_to_a_business_and_its_log_is_where_it_is_told() {
    let stage = Stage::start().await;
    let of = |edge: &str| format!("/v23.0/{}/{edge}", stage.shop.business.id);
    let none = stage.api.get(&of("assigned_users")).await.unwrap().ok().unwrap();
    assert_eq!(none["data"], json!([]));
    let add = stage.api.post(&of("assigned_users"), &json!({ "user": "1" })).await.unwrap();
    assert_eq!(code(&add), (400, 100, 33));
    assert!(add.text.contains("tokens acts for it"), "{}", add.text);
    let log = stage.api.get(&of("activities")).await.unwrap();
    assert_eq!(code(&log), (400, 100, 33));
    assert!(
        log.text.contains("/kurier/v1/events") || log.text.contains("kurier\\/v1\\/events"),
        "{}",
        log.text
    );
}
