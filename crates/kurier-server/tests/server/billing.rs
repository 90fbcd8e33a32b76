//! What messages cost, who pays how much, and closed months.

use crate::stage::{Someone, Stage, code, order};
use kurier_policy::id::InboxSeq;
use kurier_policy::ledger::{Account, TransferKind, balances};
use kurier_policy::time::DAY_S;
use kurier_store::record::Ack;
use serde_json::{Value, json};

async fn stage() -> (Stage, Someone) {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    (stage, kim)
}

async fn send(stage: &Stage, to: &Someone, count: usize) {
    for number in 0..count {
        stage.send(order(&to.wa_id, "Kim", &number.to_string())).await.ok().unwrap();
    }
}

async fn delivered(stage: &Stage, to: &Someone) {
    let engine = stage.app.engine();
    let ack = Ack::Delivered { person: to.id, up_to: InboxSeq(u32::MAX) };
    engine.store().acknowledge_batch(vec![ack], engine.clock().now()).await.unwrap();
}

fn terms(stage: &Stage) -> String {
    format!("/console/v1/businesses/{}/terms", stage.shop.business.id)
}

async fn own(stage: &Stage, what: &str) -> Value {
    stage.api.get(&format!("/kurier/v1/billing/{what}")).await.unwrap().ok().unwrap()
}

#[tokio::test]
async fn what_people_see_of_prices_sums_up_to_the_ledger() {
    let (stage, kim) = stage().await;
    send(&stage, &kim, 4).await;
    delivered(&stage, &kim).await;
    send(&stage, &kim, 2).await;
    let (mut charged, mut waits) = (0, 0);
    for seq in 2..=7 {
        let path = format!("/people/v1/messages/{seq}/why");
        let why = stage.people(&kim).get(&path).await.unwrap().ok().unwrap();
        assert_eq!(why["business"]["id"], stage.shop.business.id.to_string());
        let micros = why["price"]["micros"].as_i64().unwrap();
        *(if why["price"]["charged"] == true { &mut charged } else { &mut waits }) += micros;
    }
    let store = stage.app.engine().store();
    let all = store.transfers(stage.shop.business.id, 0, 1_000).await.unwrap();
    let after = balances(&all).unwrap();
    let revenue: i64 = after
        .iter()
        .filter(|(account, _)| matches!(account, Account::Revenue(_)))
        .map(|(_, micros)| micros.0)
        .sum();
    assert!(charged > 0 && waits > 0);
    assert_eq!(charged, revenue);
    assert_eq!(waits, after[&Account::Reserved(stage.shop.business.id)].0);
}

#[tokio::test]
async fn a_spending_limit_is_told_by_error_and_by_webhook() {
    let (stage, kim) = stage().await;
    let receiver = stage.receiver().await;
    let set = json!({ "spend_per_day_micros": 30_000 });
    let shown = stage.operator.post(&terms(&stage), &set).await.unwrap().ok().unwrap();
    assert_eq!(shown["limits"][0]["left_micros"], 30_000);
    send(&stage, &kim, 3).await;
    let refused = stage.send(order(&kim.wa_id, "Kim", "4")).await;
    assert_eq!(code(&refused).1, 131_042);
    assert!(refused.text.contains("spending limit of the day"), "{}", refused.text);
    stage.app.engine().look_after_spending().await.unwrap();
    stage.app.engine().look_after_spending().await.unwrap();
    let is_alert = |one: &testkit::Delivered| one.json.to_string().contains("SPENDING_LIMIT");
    let all = receiver.wait_for("the alert", |all| all.iter().any(is_alert)).await.unwrap();
    assert_eq!(all.iter().filter(|one| is_alert(one)).count(), 1);
    let limits = own(&stage, "limits").await;
    assert_eq!(limits["limits"][0]["spent_micros"], 30_000);
    let lifted = json!({ "spend_per_day_micros": 0 });
    stage.operator.post(&terms(&stage), &lifted).await.unwrap().ok().unwrap();
    send(&stage, &kim, 1).await;
}

#[tokio::test]
async fn a_month_is_closed_by_the_operator_and_read_by_its_business() {
    let (stage, kim) = stage().await;
    send(&stage, &kim, 3).await;
    delivered(&stage, &kim).await;
    let engine = stage.app.engine();
    let month = kurier_policy::statement::Month::of(engine.clock().now());
    let close = json!({ "business": stage.shop.business.id.to_string(), "month": month.name() });
    let early = stage.operator.post("/console/v1/billing/close", &close).await.unwrap();
    assert_eq!(early.status, 409, "{}", early.text);
    let rest_s = month.end().seconds_since(engine.clock().now());
    crate::quality::advance(&stage, rest_s + DAY_S).await;
    let closed = stage.operator.post("/console/v1/billing/close", &close).await.unwrap();
    let closed = closed.ok().unwrap();
    assert_eq!(
        (&closed["lines"][0]["messages"], &closed["total_micros"]),
        (&json!(3), &json!(30_000))
    );
    let again = stage.operator.post("/console/v1/billing/close", &close).await.unwrap();
    assert_eq!(again.ok().unwrap(), closed);
    let statements = own(&stage, "statements").await;
    assert_eq!(statements["data"], json!([closed]));
    let rivals = stage.rival_api.get("/kurier/v1/billing/statements").await.unwrap();
    assert_eq!(rivals.ok().unwrap()["data"], json!([]));
    let credit = json!({
        "business": stage.shop.business.id.to_string(), "month": month.name(),
        "kind": "goodwill", "amount_micros": 10_000, "reason": "Outage", "reference": "outage 1",
    });
    let note = stage.operator.post("/console/v1/billing/credits", &credit).await.unwrap();
    let note = note.ok().unwrap();
    assert_eq!(note["credit"]["corrects"], closed["number"]);
    assert_eq!(note["total_micros"], -10_000);
    let report = engine.store().verify_ledger().await.unwrap();
    assert_eq!(report.findings, Vec::<String>::new());
}

#[tokio::test]
async fn a_payment_that_is_taken_back_stops_what_costs_money() {
    let (stage, kim) = stage().await;
    let say = |event: &str| {
        json!({ "business": stage.shop.business.id.to_string(), "channel": "stripe", "event": event,
            "amount_micros": 1_000_000, "reference": format!("pi_1 {event}") })
    };
    let path = "/console/v1/billing/payments";
    for event in ["confirmed", "settled", "charged_back"] {
        stage.operator.post(path, &say(event)).await.unwrap().ok().unwrap();
        stage.operator.post(path, &say(event)).await.unwrap().ok().unwrap();
    }
    let refused = stage.send(order(&kim.wa_id, "Kim", "1")).await;
    assert_eq!(code(&refused).1, 131_042);
    let lifted = json!({ "stopped": false });
    stage.operator.post(&terms(&stage), &lifted).await.unwrap().ok().unwrap();
    send(&stage, &kim, 1).await;
    let store = stage.app.engine().store();
    let all = store.transfers(stage.shop.business.id, 0, 100).await.unwrap();
    let count = |kind| all.iter().filter(|transfer| transfer.kind == kind).count();
    assert_eq!((count(TransferKind::Payment), count(TransferKind::Chargeback)), (1, 1));
}

#[tokio::test]
async fn new_prices_are_checked_and_hold_from_their_moment_on() {
    let (stage, kim) = stage().await;
    let card = |utility: i64, tier: i64| {
        let rate = |category: &str, micros: i64| json!({ "category": category, "market": "*", "micros": micros });
        json!({
            "rates": [rate("utility", utility), rate("authentication", utility), rate("marketing", 70_000)],
            "quotas": [{ "category": "utility", "messages": 1 }],
            "tiers": [{ "category": "utility", "market": "*", "from": 10, "micros": tier }],
        })
    };
    let wrong = stage.operator.post("/console/v1/rate-card", &card(20_000, 20_000)).await.unwrap();
    assert_eq!(wrong.status, 400, "{}", wrong.text);
    let set = stage.operator.post("/console/v1/rate-card", &card(20_000, 15_000)).await.unwrap();
    assert_eq!(set.ok().unwrap()["version"], 2);
    let before = own(&stage, "balance").await["available_micros"].as_i64().unwrap();
    send(&stage, &kim, 2).await;
    let after = own(&stage, "balance").await["available_micros"].as_i64().unwrap();
    assert_eq!(before - after, 20_000, "the first is free");
    assert_eq!(own(&stage, "prices").await["tiers"][0]["from"], 10);
    assert_eq!(own(&stage, "limits").await["free_this_month"][0]["used"], 1);
    let token = stage.api.with_token("");
    for what in ["prices", "balance", "limits", "statements"] {
        let path = format!("/kurier/v1/billing/{what}");
        assert_eq!(token.get(&path).await.unwrap().status, 401, "{what}");
    }
}
