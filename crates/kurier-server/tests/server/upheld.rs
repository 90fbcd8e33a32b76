//! What an upheld report does to the money of a message: the operator keeps nothing that people did not want.

use crate::stage::{Someone, Stage, order};
use kurier_policy::id::InboxSeq;
use kurier_policy::ledger::{Account, Invariant, TransferKind};
use kurier_policy::money::Micros;
use kurier_store::record::Ack;
use serde_json::{Value, json};

const PRICE: Micros = Micros(10_000);

/// A person to whom one paid message was delivered.
async fn reached(stage: &Stage, name: &str) -> Someone {
    let person = stage.reader(name).await;
    stage.send(order(&person.wa_id, name, "1")).await.ok().unwrap();
    let engine = stage.app.engine();
    let ack = Ack::Delivered { person: person.id, up_to: InboxSeq(u32::MAX) };
    engine.store().acknowledge_batch(vec![ack], engine.clock().now()).await.unwrap();
    person
}

/// She reports the business, and the desk closes that with an outcome; the path of the report.
async fn reported(stage: &Stage, who: &Someone, outcome: &str) -> String {
    let path = format!("/people/v1/permissions/{}/report", stage.shop.business.id);
    let body = json!({ "reason": "not_signed_up" });
    let done = stage.people(who).post(&path, &body).await.unwrap().ok().unwrap();
    stage.app.clock.advance_s(11);
    let path = format!("/console/v1/desk/reports/{}/close", done["report"].as_str().unwrap());
    let close = json!({ "outcome": outcome });
    stage.operator.post(&path, &close).await.unwrap().ok().unwrap();
    path
}

async fn refunds(stage: &Stage) -> Vec<(Account, Account, Micros)> {
    let all = stage.app.engine().store().transfers(stage.shop.business.id, 0, 1_000).await.unwrap();
    all.into_iter()
        .filter(|transfer| transfer.kind == TransferKind::Refund)
        .map(|transfer| (transfer.debit, transfer.credit, transfer.amount))
        .collect()
}

async fn verified(stage: &Stage) {
    let path = "/console/v1/ledger/verify";
    let report = stage.operator.post(path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!((&report["findings"], &report["imbalance"]), (&json!([]), &json!(0)));
    let lines = report["invariants"].as_array().unwrap();
    assert_eq!(lines.len(), Invariant::ALL.len());
    assert!(lines.iter().all(|line| line["broken"] == 0), "{report}");
}

#[tokio::test]
async fn an_upheld_report_gives_away_what_the_message_earned_once_and_the_ledger_holds() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = reached(&stage, "Kim").await;
    let before = stage.app.engine().store().balance(stage.shop.business.id).await.unwrap();
    let closed = reported(&stage, &kim, "warned").await;
    let given = vec![(Account::RefundExpense, Account::Commons, PRICE)];
    assert_eq!(refunds(&stage).await, given);
    let again = stage.operator.post(&closed, &json!({ "outcome": "warned" })).await.unwrap();
    assert_eq!(again.status, 409);
    assert_eq!(refunds(&stage).await, given, "a report is closed once");
    let after = stage.app.engine().store().balance(stage.shop.business.id).await.unwrap();
    assert_eq!(after, before, "the sender gets nothing back, or spam would be free");
    verified(&stage).await;
}

#[tokio::test]
async fn a_report_that_was_closed_without_action_costs_the_operator_nothing() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = reached(&stage, "Kim").await;
    reported(&stage, &kim, "no_action").await;
    assert_eq!(refunds(&stage).await, []);
    verified(&stage).await;
}

#[tokio::test]
async fn what_turns_out_to_be_wrong_comes_back_by_a_credit_note_with_a_number() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = reached(&stage, "Kim").await;
    reported(&stage, &kim, "warned").await;
    let month = kurier_policy::statement::Month::of(stage.app.engine().clock().now());
    let credit = |amount: i64, reference: &str| {
        json!({ "business": stage.shop.business.id.to_string(), "month": month.name(),
            "kind": "report_return", "amount_micros": amount, "reason": "It was another business.",
            "reference": reference })
    };
    let path = "/console/v1/billing/credits";
    let note = stage.operator.post(path, &credit(4_000, "report 1")).await.unwrap().ok().unwrap();
    assert_eq!(note["total_micros"], -4_000);
    let again = stage.operator.post(path, &credit(4_000, "report 1")).await.unwrap().ok().unwrap();
    assert_eq!(again, note);
    // No more comes back than lies there of this business.
    let rest = stage.operator.post(path, &credit(90_000, "report 2")).await.unwrap().ok().unwrap();
    assert_eq!(rest["total_micros"], -6_000);
    let own = stage.api.get("/kurier/v1/billing/statements").await.unwrap().ok().unwrap();
    let numbers: Vec<&Value> =
        own["data"].as_array().unwrap().iter().map(|one| &one["number"]).collect();
    assert_eq!(numbers, [&note["number"], &rest["number"]]);
    verified(&stage).await;
}
