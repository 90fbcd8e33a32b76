//! How much one person takes: she chooses it, and what is beyond it waits.

use crate::history::escaped;
use crate::message_way::statuses;
use crate::stage::{Someone, Stage, code, wamid};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::Answer;

fn news(to: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to, "type": "template",
        "template": { "name": "news", "language": { "code": "en_US" } } })
}

async fn shop() -> (Stage, Someone) {
    let stage = Stage::start().await;
    let parts = json!([{ "type": "BODY", "text": "A new coat." }]);
    stage.template("news", "MARKETING", parts).await;
    let kim = stage.reader("Kim").await;
    (stage, kim)
}

async fn choose(stage: &Stage, person: &Someone, budget: Value) -> Answer {
    stage.people(person).post("/people/v1/budget", &budget).await.unwrap()
}

/// An offer beyond the budget of one.
async fn held(stage: &Stage, kim: &Someone) -> String {
    choose(stage, kim, json!({ "week": 1 })).await.ok().unwrap();
    stage.send(news(&kim.wa_id)).await.ok().unwrap();
    let answer = stage.send(news(&kim.wa_id)).await.ok().unwrap();
    assert_eq!(answer["messages"][0]["message_status"], "held");
    wamid(&answer)
}

/// The message once its own record has followed what webhooks already told of it.
pub(crate) async fn shown_as(stage: &Stage, id: &str, status: &str) -> Value {
    let asked = || async {
        let shown = stage.api.get(&own(id)).await?.ok()?;
        anyhow::Ok((shown["status"] == status).then_some(shown))
    };
    testkit::scene::eventually("the status", Duration::from_secs(20), asked).await.unwrap()
}

async fn take_back(stage: &Stage, id: &str) -> Answer {
    stage.api.call("DELETE".parse().unwrap(), &own(id), String::new()).await.unwrap()
}

fn own(id: &str) -> String {
    format!("/kurier/v1/messages/{}", escaped(id))
}

#[tokio::test]
async fn an_offer_beyond_her_budget_waits_and_goes_under_its_id() {
    let (stage, kim) = shop().await;
    let receiver = stage.receiver().await;
    let id = held(&stage, &kim).await;
    let shown = stage.api.get(&own(&id)).await.unwrap().ok().unwrap();
    let now = stage.app.clock_seconds();
    assert_eq!((&shown["id"], &shown["status"]), (&json!(id), &json!("held")));
    assert_eq!(shown["held"]["waits_for"], "budget");
    assert_eq!(shown["held"]["gives_up_at"], now + 48 * 3_600);
    assert!(shown["held"]["next_possible_at"].as_i64().unwrap() > now + 5 * 86_400);
    assert!(!shown.to_string().contains("used"), "what others sent her is hers: {shown}");
    let dry = stage.api.post(&format!("{}?dry_run=1", stage.messages()), &news(&kim.wa_id)).await;
    let dry = dry.unwrap().ok().unwrap();
    assert_eq!(
        (&dry["would_be_accepted"], &dry["held"]["waits_for"]),
        (&json!(true), &json!("budget"))
    );

    let budget = stage.people(&kim).get("/people/v1/budget").await.unwrap().ok().unwrap();
    assert_eq!((&budget["used"], &budget["waiting"]), (&json!(1), &json!(1)));
    choose(&stage, &kim, json!({ "week": 2 })).await.ok().unwrap();
    receiver.wait_for("it to go", |all| statuses(all, &id) == ["sent"]).await.unwrap();
    stage.inbox(&kim).await;
    let all = receiver.wait_for("its statuses", |all| statuses(all, &id).len() == 2).await.unwrap();
    assert_eq!(statuses(&all, &id), ["sent", "delivered"]);
    let shown = shown_as(&stage, &id, "delivered").await;
    assert_eq!(shown["id"], json!(id));
    let recalled = take_back(&stage, &id).await;
    assert_eq!(recalled.ok().unwrap()["was_delivered"], true);
}

#[tokio::test]
async fn an_offer_that_waits_is_taken_back_and_is_nobody_elses() {
    let (stage, kim) = shop().await;
    let id = held(&stage, &kim).await;
    let foreign = stage.rival_api.get(&own(&id)).await.unwrap();
    assert_eq!(code(&foreign), (400, 100, 33));
    let back = take_back(&stage, &id).await;
    assert_eq!(back.ok().unwrap()["status"], "cancelled");
    choose(&stage, &kim, json!({ "week": 9 })).await.ok().unwrap();
    stage.app.clock.advance_s(60);
    stage.send(news(&kim.wa_id)).await.ok().unwrap();
    let came = stage.inbox(&kim).await;
    assert_eq!(came.iter().filter(|entry| entry["kind"] == "from_business").count(), 2);
}

#[tokio::test]
async fn what_waits_in_vain_fails_uncharged() {
    let (stage, kim) = shop().await;
    let receiver = stage.receiver().await;
    let id = held(&stage, &kim).await;
    stage.app.clock.advance_s(48 * 3_600);
    let failed = |all: &[testkit::Delivered]| statuses(all, &id) == ["failed"];
    receiver.wait_for("the failure", |all| failed(all)).await.unwrap();
    let shown = shown_as(&stage, &id, "failed").await;
    assert_eq!(shown["id"], json!(id));
    assert_eq!(shown["error"]["code"], 131_049);
    assert_eq!(shown["transfers"], json!([]));
}

#[tokio::test]
async fn a_budget_that_makes_no_sense_is_refused() {
    let (stage, kim) = shop().await;
    for bad in [
        json!({ "week": 15 }),
        json!({ "zone": "Mars/Olympus" }),
        json!({ "quiet": [null] }),
        json!({ "quiet": [null, null, null, null, null, null, { "from": "25:00", "until": "08:00" }] }),
        json!({ "urgent": [{ "business": "x" }] }),
        json!(7),
    ] {
        let answer = choose(&stage, &kim, bad.clone()).await;
        assert_eq!(answer.status, 400, "{bad}: {}", answer.text);
    }
    let nobody = stage.people(&kim).with_token("");
    assert_eq!(nobody.get("/people/v1/budget").await.unwrap().status, 401);
    let quiet = json!([null, null, null, null, null, null, { "from": "21:00", "until": "08:00" }]);
    let chosen = json!({ "zone": "Europe/Berlin", "week": 5, "each": 2, "quiet": quiet,
        "urgent": [{ "business": stage.shop.business.id.to_string(), "topic": "Herd alarm" }] });
    let answer = choose(&stage, &kim, chosen.clone()).await.ok().unwrap();
    assert_eq!(answer["chosen"], chosen);
    assert_eq!((&answer["default"], &answer["most"]), (&Value::Null, &json!(14)));
    assert_eq!(answer["topics"][0]["business"]["id"], stage.shop.business.id.to_string());
}
