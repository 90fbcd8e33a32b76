//! Limits and money of the pilot, refused by the key of their feature, at once or later; what a cohort gives anew; and the
//! numbers of its scorecard.

use crate::pilot::{admitted, call, cohort, console, grant, refused, send, template};
use crate::stage::Stage;
use kurier_engine::account::{CreatedBusiness, CreatedPerson};
use kurier_policy::id::InboxSeq;
use kurier_policy::permission::Purpose;
use kurier_policy::time::{DAY_S, HOUR_S};
use kurier_store::record::Ack;
use serde_json::{Value, json};
use testkit::Caller;

/// Grants a feature with a value, for a day.
async fn give(stage: &Stage, of: &CreatedBusiness, feature: &str, value: u32) {
    let until = (stage.app.clock_seconds() + DAY_S) * 1_000_000;
    let line = json!({ "feature": feature, "source": "grant", "value": value, "until": until,
        "reason": "to try" });
    let path = format!("/businesses/{}/features", of.business.id);
    console(stage, &path, line).await.ok().unwrap();
}

/// A person who allowed it notices and never wrote; its `wa_id` of her.
async fn reader(stage: &Stage, of: &CreatedBusiness, name: &str) -> (CreatedPerson, String) {
    let person = stage.app.person(name).await.unwrap();
    let ids = stage.app.allow(person.person.id, of.business.id, &[Purpose::Utility]).await.unwrap();
    (person, ids.wa_id)
}

async fn farm(stage: &Stage) -> (String, CreatedBusiness, Caller) {
    let cohort = cohort(stage, 1).await;
    let (of, api) = admitted(stage, &cohort, ("Farm", 1), &["templates.utility"]).await;
    template(stage, &of, "notice", "UTILITY").await;
    (cohort, of, api)
}

/// The errors of the webhooks about failed messages, oldest first.
async fn failures(api: &Caller) -> Vec<Value> {
    let page = api.get("/kurier/v1/events?limit=100").await.unwrap().ok().unwrap();
    let bodies = page["data"].as_array().unwrap().iter();
    let status = |one: &Value| {
        one["body"]["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"][0].clone()
    };
    bodies.map(status).filter(|error| !error.is_null()).collect()
}

#[tokio::test]
async fn money_beyond_what_was_given_is_refused_by_the_key_of_the_feature() {
    let stage = Stage::start().await;
    let (_, of, api) = farm(&stage).await;
    let (_, to) = reader(&stage, &of, "Kim").await;
    send(&api, &of, call(&to, "notice")).await.ok().unwrap();
    give(&stage, &of, "limits.spend_per_day", 0).await;
    let spent = send(&api, &of, call(&to, "notice")).await;
    assert_eq!(refused(&spent).1, 131_042, "{}", spent.text);
    assert_eq!(refused(&spent).2, "limits.spend_per_day");
    let limits = api.get("/kurier/v1/billing/limits").await.unwrap().ok().unwrap();
    assert_eq!(limits["limits"][0]["limit_micros"], 0, "{limits}");
    give(&stage, &of, "limits.spend_per_day", 1_000).await;
    send(&api, &of, call(&to, "notice")).await.ok().unwrap();
}

#[tokio::test]
async fn who_may_not_pay_afterwards_pays_before_whatever_the_operator_set() {
    let stage = Stage::start().await;
    let (_, of, api) = farm(&stage).await;
    let (_, to) = reader(&stage, &of, "Kim").await;
    let terms = format!("/businesses/{}/terms", of.business.id);
    let set = json!({ "credit_limit_micros": 7_000_000 });
    console(&stage, &terms, set).await.ok().unwrap();
    // Everything it paid in goes to the provider that took it back.
    let back = json!({ "business": of.business.id.to_string(), "channel": "stripe",
        "event": "charged_back", "amount_micros": 1_000_000_000, "reference": "pi_1" });
    console(&stage, "/billing/payments", back).await.ok().unwrap();
    console(&stage, &terms, json!({ "stopped": false })).await.ok().unwrap();
    let poor = send(&api, &of, call(&to, "notice")).await;
    assert_eq!(refused(&poor).2, "postpaid", "{}", poor.text);
    let ask = api.get("/kurier/v1/features?needs=messages,postpaid").await.unwrap();
    assert_eq!(refused(&ask), (403, 10, "postpaid"));
    give(&stage, &of, "postpaid", 3).await;
    send(&api, &of, call(&to, "notice")).await.ok().unwrap();
    let balance = api.get("/kurier/v1/billing/balance").await.unwrap().ok().unwrap();
    assert_eq!(balance["credit_limit_micros"], 3_000_000);
    assert_eq!(balance["owed_micros"], 10_000);
    api.get("/kurier/v1/features?needs=messages,postpaid").await.unwrap().ok().unwrap();
}

#[tokio::test]
async fn a_program_asks_for_its_feed_and_is_refused_by_name() {
    let stage = Stage::start().await;
    let (_, of, api) = farm(&stage).await;
    let ask = async || api.get("/kurier/v1/features?needs=mqtt").await.unwrap();
    assert_eq!(refused(&ask().await), (403, 10, "mqtt"));
    grant(&stage, &of, "mqtt", 1).await;
    ask().await.ok().unwrap();
    let unknown = api.get("/kurier/v1/features?needs=telepathy").await.unwrap();
    assert_eq!(unknown.status, 400, "{}", unknown.text);
}

#[tokio::test]
async fn people_beyond_the_value_are_told_later_by_a_webhook_that_names_it() {
    let stage = Stage::start().await;
    let (_, of, api) = farm(&stage).await;
    give(&stage, &of, "limits.people_per_day", 1).await;
    let (_, first) = reader(&stage, &of, "Kim").await;
    let (_, second) = reader(&stage, &of, "Lee").await;
    send(&api, &of, call(&first, "notice")).await.ok().unwrap();
    send(&api, &of, call(&first, "notice")).await.ok().unwrap();
    send(&api, &of, call(&second, "notice")).await.ok().unwrap();
    let told = failures(&api).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["error_data"]["feature"], "limits.people_per_day", "{told:?}");
}

#[tokio::test]
async fn a_scheduled_message_whose_feature_ended_fails_later_by_its_name() {
    let stage = Stage::start().await;
    let (_, of, api) = farm(&stage).await;
    let (_, to) = reader(&stage, &of, "Kim").await;
    let mut body = call(&to, "notice");
    body["send_at"] = json!(stage.app.clock_seconds() + HOUR_S);
    send(&api, &of, body).await.ok().unwrap();
    let until = (stage.app.clock_seconds() + DAY_S) * 1_000_000;
    let denied = json!({ "feature": "templates.utility", "source": "deny", "until": until,
        "reason": "a pause" });
    console(&stage, &format!("/businesses/{}/features", of.business.id), denied)
        .await
        .ok()
        .unwrap();
    stage.app.clock.advance_s(HOUR_S);
    let told = async {
        loop {
            if let Some(error) = failures(&api).await.pop() {
                return error;
            }
        }
    };
    let error = testkit::within("the failure", told).await.unwrap();
    assert_eq!(
        (&error["code"], &error["error_data"]["feature"]),
        (&json!(10), &json!("templates.utility"))
    );
}

#[tokio::test]
async fn messages_a_second_beyond_the_value_are_refused_by_its_name() {
    let stage = Stage::start().await;
    let (_, of, api) = farm(&stage).await;
    let (_, to) = reader(&stage, &of, "Kim").await;
    give(&stage, &of, "limits.messages_per_second", 1).await;
    send(&api, &of, call(&to, "notice")).await.ok().unwrap();
    let fast = send(&api, &of, call(&to, "notice")).await;
    assert_eq!((refused(&fast).1, refused(&fast).2), (130_429, "limits.messages_per_second"));
    stage.app.clock.advance_s(1);
    send(&api, &of, call(&to, "notice")).await.ok().unwrap();
}

#[tokio::test]
async fn what_a_cohort_gives_anew_holds_at_once_for_who_is_in_it() {
    let stage = Stage::start().await;
    let (cohort, of, api) = farm(&stage).await;
    template(&stage, &of, "news", "MARKETING").await;
    let (_, to) = crate::pilot::friend(&stage, &of, "Kim").await;
    let news = async || send(&api, &of, call(&to, "news")).await;
    assert_eq!(refused(&news().await).2, "templates.marketing");
    let path = format!("/pilot/cohorts/{cohort}/state");
    let silent = json!({ "features": [{ "feature": "messages" }] });
    assert_ne!(console(&stage, &path, silent).await.status, 200, "a reason is needed");
    let more = json!({ "features": [{ "feature": "messages" }, { "feature": "templates.marketing" }],
        "reason": "They asked for it." });
    let shown = console(&stage, &path, more).await.ok().unwrap();
    assert_eq!(shown["features"].as_array().unwrap().len(), 2);
    news().await.ok().unwrap();
    // An operator's word about one business stands above its cohort, and the switch for all above that.
    let until = (stage.app.clock_seconds() + DAY_S) * 1_000_000;
    let line = |source: &str| json!({ "feature": "templates.marketing", "source": source, "until": until, "reason": "x" });
    let features = format!("/businesses/{}/features", of.business.id);
    console(&stage, &features, line("deny")).await.ok().unwrap();
    console(&stage, &features, line("grant")).await.ok().unwrap();
    assert_eq!(refused(&news().await).2, "templates.marketing", "a deny stands above a grant");
    let gone = json!({ "feature": "templates.marketing", "reason": "x" });
    console(&stage, &format!("{features}/revoke"), gone).await.ok().unwrap();
    news().await.ok().unwrap();
    let less = json!({ "features": [{ "feature": "messages" }], "reason": "Nobody liked it." });
    console(&stage, &path, less).await.ok().unwrap();
    assert_eq!(refused(&news().await).2, "templates.marketing");
}

#[tokio::test]
async fn the_scorecard_counts_reads_within_an_hour_and_who_took_everything_back() {
    let stage = Stage::start().await;
    let (cohort, of, api) = farm(&stage).await;
    let engine = stage.app.engine();
    let read = async |person: &CreatedPerson| {
        let (id, business, up_to) = (person.person.id, of.business.id, InboxSeq(u32::MAX));
        let acks =
            vec![Ack::Delivered { person: id, up_to }, Ack::Read { person: id, business, up_to }];
        engine.store().acknowledge_batch(acks, engine.clock().now()).await.unwrap();
    };
    let mut people = Vec::new();
    for n in 0..25 {
        let (person, to) = reader(&stage, &of, &format!("Kim {n}")).await;
        send(&api, &of, call(&to, "notice")).await.ok().unwrap();
        people.push(person);
    }
    for person in &people[..16] {
        read(person).await;
    }
    stage.app.clock.advance_s(2 * HOUR_S);
    for person in &people[16..] {
        read(person).await;
    }
    let leaves = async |person: &CreatedPerson| {
        let path = format!("/sandbox/v1/people/{}/withdraw", person.person.id);
        let body = json!({ "waba_id": of.business.id.to_string() });
        stage.operator.post(&path, &body).await.unwrap().ok().unwrap();
    };
    let path = format!("/console/v1/pilot/cohorts/{cohort}");
    let card = async || stage.operator.get(&path).await.unwrap().ok().unwrap();
    let met = |card: &Value, name: &str| {
        let all = card["criteria"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["met"].clone()
    };
    let before = card().await;
    assert_eq!((&before["utility"], &before["utility_read"]), (&json!(25), &json!(25)));
    assert_eq!(before["utility_read_within_an_hour"], 16);
    assert_eq!([met(&before, "utility_read"), met(&before, "opt_out")], [json!(true), json!(true)]);
    leaves(&people[0]).await;
    let after = card().await;
    assert_eq!(after["people"], 24);
    assert_eq!(met(&after, "opt_out"), false, "one of 25 is more than two in a hundred");
    assert_eq!(after["good"], false);
}
