//! A person writes STOP: advertising ends at once, whatever the business makes of it.

use crate::stage::{EVERYTHING, Someone, Stage, order, wamid};
use kurier_engine::consent::Setting;
use kurier_policy::permission::{Ask, Cadence, Purpose};
use serde_json::{Value, json};
use testkit::Delivered;

async fn promo(stage: &Stage) {
    let body = json!([{ "type": "BODY", "text": "Hello, everything is half price today." }]);
    stage.template("promo", "MARKETING", body).await;
}

fn advert(to: &Someone) -> Value {
    json!({ "to": to.wa_id, "type": "template",
        "template": { "name": "promo", "language": { "code": "en_US" } } })
}

/// What became of a message: its last status and the code of its failure.
async fn fate(stage: &Stage, body: Value) -> (Value, Value) {
    let id = wamid(&stage.send(body).await.ok().unwrap());
    let path = format!("/v23.0/{}", id.replace('/', "%2F").replace('+', "%2B"));
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    (shown["status"].clone(), shown["error"]["code"].clone())
}

fn receipts(entries: &[Value]) -> Vec<Value> {
    let all = entries.iter().filter(|one| one["kind"] == "receipt");
    all.map(|one| one["receipt"]["receipt"].clone()).collect()
}

fn preferences(all: &[Delivered]) -> Vec<Value> {
    let change = |one: &Delivered| one.json["entry"][0]["changes"][0].clone();
    let of = all.iter().map(change).filter(|one| one["field"] == "user_preferences");
    of.map(|one| one["value"]["user_preferences"][0]["value"].clone()).collect()
}

async fn say(stage: &Stage, who: &Someone, text: &str) {
    stage.act(who, "say", json!({ "text": text })).await.ok().unwrap();
}

async fn undo(stage: &Stage, who: &Someone, body: Value) -> testkit::Answer {
    let all = receipts(&stage.inbox(who).await);
    let stop = all.iter().rev().find(|one| one["decision"]["action"] == "withdraw").unwrap();
    let path = format!("/people/v1/receipts/{}/undo", stop["id"]);
    stage.people(who).post(&path, &body).await.unwrap()
}

#[tokio::test]
async fn a_stop_word_ends_advertising_and_nothing_else_and_is_told_once() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    promo(&stage).await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    say(&stage, &kim, "  Stop! 🛑").await;
    say(&stage, &kim, "STOP").await;
    let all = receipts(&stage.inbox(&kim).await);
    assert_eq!(all.len(), 3, "{all:?}");
    let stop = &all[1];
    assert_eq!((&stop["source"], &stop["wording"]), (&json!("stop-word"), &json!(["Stop! 🛑"])));
    assert_eq!(stop["decision"]["withdrawal"]["purpose"], "marketing");
    assert_eq!(stop["decision"]["taken"][0]["purpose"], "marketing");
    assert_eq!(fate(&stage, advert(&kim)).await, (json!("failed"), json!(131_050)));
    let carried = wamid(&stage.send(order(&kim.wa_id, "Kim", "1")).await.ok().unwrap());
    let told = receiver
        .wait_for("the order", |all| all.iter().any(|one| one.status() == Some((&carried, "sent"))))
        .await
        .unwrap();
    let stops = preferences(&told).into_iter().filter(|value| value == "stop").count();
    assert_eq!(stops, 1, "{told:?}");
}

#[tokio::test]
async fn a_word_about_something_else_ends_nothing() {
    let stage = Stage::start().await;
    promo(&stage).await;
    let kim = stage.reader("Kim").await;
    for text in ["non-stop Flug", "Stop by at 5?", "cancel my flight LH123", "HELP", "START"] {
        say(&stage, &kim, text).await;
    }
    assert_eq!(receipts(&stage.inbox(&kim).await).len(), 1);
    assert_ne!(fate(&stage, advert(&kim)).await.0, "failed");
}

#[tokio::test]
async fn a_stop_needs_nothing_of_the_business_not_even_that_it_listens() {
    let stage = Stage::start().await;
    promo(&stage).await;
    let kim = stage.reader("Kim").await;
    // Nobody is there to be told, and the business bars her, so that her words reach it no more.
    say(&stage, &kim, "Hello").await;
    let bar = json!({ "messaging_product": "whatsapp", "block_users": [{ "user": kim.wa_id }] });
    let path = format!("/v23.0/{}/block_users", stage.shop.sender.id);
    stage.api.post(&path, &bar).await.unwrap().ok().unwrap();
    let refused = stage.act(&kim, "say", json!({ "text": "keine Werbung mehr" })).await;
    assert_eq!(refused.code(), "barred");
    assert_eq!(receipts(&stage.inbox(&kim).await).len(), 2);
    assert_eq!(fate(&stage, advert(&kim)).await, (json!("failed"), json!(131_050)));
}

#[tokio::test]
async fn a_stop_is_taken_back_with_the_words_it_was_given_with_and_only_once() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    promo(&stage).await;
    let kim = stage.reader("Kim").await;
    say(&stage, &kim, "STOP").await;
    undo(&stage, &kim, json!({ "at_most": "weekly" })).await.ok().unwrap();
    let last = receipts(&stage.inbox(&kim).await).pop().unwrap();
    assert!(last["source"].as_str().unwrap().starts_with("undo:"), "{last}");
    assert_eq!(last["wording"], json!(["May write to me."]));
    assert_eq!(last["decision"]["permissions"][0]["cadence"], "weekly");
    assert_ne!(fate(&stage, advert(&kim)).await.0, "failed");
    assert_eq!(fate(&stage, advert(&kim)).await.0, "failed", "once a week");
    // Three were given at first; one of them ended and came back.
    let told = receiver.wait_for("resume", |all| preferences(all).len() >= 5).await.unwrap();
    let ends: Vec<Value> = preferences(&told).into_iter().skip(3).collect();
    assert_eq!(ends, ["stop", "resume"]);
    let again = undo(&stage, &kim, json!({})).await;
    assert_eq!((again.status, again.code()), (409, "nothing_to_undo"));
}

#[tokio::test]
async fn one_topic_alone_stays_ended() {
    let stage = Stage::start().await;
    let kim = stage.stranger("Kim").await;
    let ask = |topic: &str| Ask {
        purpose: Purpose::Marketing,
        topic: Some(topic.to_owned()),
        wording: format!("Offers about {topic}."),
        cadence: Cadence::Each,
        lifetime_s: None,
    };
    let setting = Setting { source: "sandbox".to_owned(), language: "en".to_owned() };
    let (engine, asks) = (stage.app.engine(), [ask("Shoes"), ask("Hats")]);
    engine.grant(kim.id, stage.shop.business.id, &asks, setting, None).await.unwrap();
    say(&stage, &kim, "please stop writing me").await;
    undo(&stage, &kim, json!({ "without": "Shoes" })).await.ok().unwrap();
    let relations = engine.store().relations(kim.id).await.unwrap();
    let topics: Vec<_> = relations[0].permissions.iter().map(|one| one.topic.clone()).collect();
    assert_eq!(topics, [Some("Hats".to_owned())]);
    let last = receipts(&stage.inbox(&kim).await).pop().unwrap();
    assert_eq!(last["wording"], json!(["Offers about Hats."]));
}

#[tokio::test]
async fn start_takes_the_last_stop_back_and_allows_nothing_new() {
    let stage = Stage::start().await;
    promo(&stage).await;
    let kim = stage.reader("Kim").await;
    say(&stage, &kim, "Abmelden").await;
    say(&stage, &kim, "Weiter!").await;
    assert_ne!(fate(&stage, advert(&kim)).await.0, "failed");
    let ada = stage.stranger("Ada").await;
    say(&stage, &ada, "START").await;
    assert_eq!(receipts(&stage.inbox(&ada).await).len(), 0);
}

#[tokio::test]
async fn a_stop_that_a_device_repeats_later_does_not_undo_what_she_decided_since() {
    let stage = Stage::start().await;
    promo(&stage).await;
    let kim = stage.reader("Kim").await;
    let stop = json!({ "client_id": "one", "business": stage.shop.business.id.to_string(),
        "content": { "type": "text", "body": "STOP" } });
    let people = stage.people(&kim);
    people.post("/people/v1/messages", &stop).await.unwrap().ok().unwrap();
    stage.app.clock.advance_s(60);
    stage.app.allow(kim.id, stage.shop.business.id, &EVERYTHING).await.unwrap();
    people.post("/people/v1/messages", &stop).await.unwrap().ok().unwrap();
    assert_eq!(receipts(&stage.inbox(&kim).await).len(), 3);
    assert_ne!(fate(&stage, advert(&kim)).await.0, "failed");
}

#[tokio::test]
async fn nobody_takes_back_what_another_stopped() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    say(&stage, &kim, "STOP").await;
    let eve = stage.reader("Eve").await;
    let stop = receipts(&stage.inbox(&kim).await).pop().unwrap();
    let path = format!("/people/v1/receipts/{}/undo", stop["id"]);
    let answer = stage.people(&eve).post(&path, &json!({})).await.unwrap();
    assert_eq!((answer.status, answer.code()), (404, "not_found"));
    let grant = receipts(&stage.inbox(&eve).await).pop().unwrap();
    let path = format!("/people/v1/receipts/{}/undo", grant["id"]);
    let answer = stage.people(&eve).post(&path, &json!({})).await.unwrap();
    assert_eq!((answer.status, answer.code()), (409, "nothing_to_undo"));
}
