//! New marketing templates that are sent one by one go to a few people first.

use crate::message_way::statuses;
use crate::quality::{ROUND_S, advance, judged_so, told};
use crate::stage::{Someone, Stage, code, wamid};
use kurier_policy::rate::Limits;
use kurier_policy::rules::canary::CanaryRule;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::rules::pacing::PacingRule;
use serde_json::{Value, json};
use testkit::Answer;

const HOUR_S: i64 = 3_600;
const ASSESSMENTS: &str = "/kurier/v1/assessments";

/// Every limit is lifted but for the canary; a second stage of `second`.
async fn stage(second: u32) -> Stage {
    let stage = Stage::start().await;
    let pacing = PacingRule { second, ..PacingRule::DEFAULT };
    let rules = Some(RulesInForce { pacing, ..RulesInForce::DEFAULT });
    let limits = Limits { canary: Some(CanaryRule::DEFAULT), rules, ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    for (name, category) in [("promo", "MARKETING"), ("notice", "UTILITY")] {
        let parts = json!([{ "type": "BODY", "text": "There is something new." }]);
        stage.template(name, category, parts).await;
    }
    stage
}

async fn offer(stage: &Stage, name: &str, to: &Someone) -> Answer {
    let template = json!({ "name": name, "language": { "code": "en_US" } });
    stage.send(json!({ "to": to.wa_id, "type": "template", "template": template })).await
}

/// Sends to so many new people; who got it at once, and who waits, each with the message.
async fn send(stage: &Stage, many: usize) -> (Vec<(Someone, String)>, Vec<(Someone, String)>) {
    let (mut went, mut waits) = (Vec::new(), Vec::new());
    for n in 0..many {
        let reader = stage.reader(&format!("Reader {n}")).await;
        let answer = offer(stage, "promo", &reader).await.ok().unwrap();
        let id = wamid(&answer);
        match answer["messages"][0]["message_status"].as_str().unwrap() {
            "accepted" => went.push((reader, id)),
            "held_for_quality_assessment" => waits.push((reader, id)),
            other => panic!("{other}"),
        }
    }
    (went, waits)
}

async fn shown(stage: &Stage) -> Value {
    let found = stage.api.get(ASSESSMENTS).await.unwrap().ok().unwrap();
    found["data"][0].clone()
}

async fn judged(stage: &Stage, member: &str, value: Value) -> Value {
    judged_so(stage, async || shown(stage).await, (member, value)).await
}

async fn has_it(stage: &Stage, reader: &Someone) -> Option<u64> {
    let inbox = stage.inbox(reader).await;
    let entry = inbox.iter().find(|entry| entry["kind"] == "from_business")?;
    entry["seq"].as_u64()
}

async fn says(stage: &Stage, reader: &Someone, wanted: &str) {
    let seq = has_it(stage, reader).await.unwrap();
    let path = format!("/people/v1/messages/{seq}/wanted");
    let people = stage.people(reader);
    let asked = people.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(asked["asks"], true, "everybody is asked in these stages");
    people.post(&path, &json!({ "wanted": wanted })).await.unwrap().ok().unwrap();
}

async fn prepaid(stage: &Stage) -> i64 {
    let business = stage.shop.business.id;
    stage.app.engine().store().balance(business).await.unwrap().prepaid.0
}

#[tokio::test]
async fn of_two_hundred_offers_of_a_new_business_twenty_go_then_a_hundred_then_the_rest() {
    let stage = stage(100).await;
    let before = prepaid(&stage).await;
    let (went, waits) = send(&stage, 200).await;
    assert_eq!((went.len(), waits.len()), (20, 180));
    let each = (before - prepaid(&stage).await) / 20;
    offer(&stage, "notice", &waits[0].0).await.ok().unwrap();
    let first = shown(&stage).await;
    assert_eq!((&first["stage"], &first["people"]), (&json!(1), &json!(20)));
    assert_eq!((&first["stage_ends_at"], &first["waiting"]), (&json!(20), &json!(180)));
    let now = stage.app.clock_seconds();
    assert!((now + 2 * HOUR_S - first["judged_at"].as_i64().unwrap()).abs() < 120, "{first}");
    let own = format!("/kurier/v1/messages/{}", crate::history::escaped(&waits[0].1));
    let held = stage.api.get(&own).await.unwrap().ok().unwrap();
    assert_eq!(held["held"]["waits_for"], "quality_assessment");

    advance(&stage, ROUND_S).await;
    advance(&stage, 2 * HOUR_S).await;
    let second = judged(&stage, "waiting", json!(80)).await;
    assert_eq!((&second["stage"], &second["people"]), (&json!(2), &json!(120)));
    assert_eq!(prepaid(&stage).await, before - 120 * each - notices(&stage).await);
    advance(&stage, 2 * HOUR_S + ROUND_S).await;
    let free = judged(&stage, "waiting", json!(0)).await;
    assert_eq!(free["stage"], Value::Null);
    for (reader, _) in &waits {
        assert!(has_it(&stage, reader).await.is_some());
    }
    let late = stage.reader("Late").await;
    let answer = offer(&stage, "promo", &late).await.ok().unwrap();
    assert_eq!(answer["messages"][0]["message_status"], "accepted");
}

/// What the one notice of the test cost.
async fn notices(stage: &Stage) -> i64 {
    let transfers = stage.app.engine().store().transfers(stage.shop.business.id, 0, 1_000).await;
    let of = transfers.unwrap().into_iter().filter(|one| {
        one.category == Some(kurier_policy::pricing::Category::Utility)
            && one.kind == kurier_policy::ledger::TransferKind::Reserve
    });
    of.map(|one| one.amount.0).sum()
}

#[tokio::test]
async fn a_template_that_the_first_do_not_want_is_paused_and_what_waits_fails_uncharged() {
    let stage = stage(5).await;
    let receiver = stage.receiver().await;
    let (went, waits) = send(&stage, 23).await;
    let before = prepaid(&stage).await;
    for (reader, _) in &went[..8] {
        says(&stage, reader, "no").await;
    }
    let leaver = &waits[0];
    let withdraw = json!({ "purpose": "marketing" });
    stage.act(&leaver.0, "withdraw", withdraw).await.ok().unwrap();
    advance(&stage, ROUND_S).await;
    let paused = told(&receiver, "message_template_status_update", "PAUSED").await;
    assert_eq!(paused["message_template_name"], "promo");
    for (_, id) in &waits {
        receiver.wait_for("the failure", |all| statuses(all, id) == ["failed"]).await.unwrap();
    }
    told(&receiver, "messages", "132015").await;
    let of_paused = crate::budget::shown_as(&stage, &waits[1].1, "failed").await;
    assert_eq!(of_paused["error"]["code"], 132_015);
    assert_eq!(of_paused["transfers"], json!([]));
    assert_eq!(prepaid(&stage).await, before, "nothing of it was charged");
    for (reader, _) in &waits {
        assert!(has_it(&stage, reader).await.is_none());
    }
}

#[tokio::test]
async fn a_withdrawal_while_an_offer_waits_wins() {
    let stage = stage(5).await;
    let receiver = stage.receiver().await;
    let (_, waits) = send(&stage, 22).await;
    let withdraw = json!({ "purpose": "marketing" });
    stage.act(&waits[0].0, "withdraw", withdraw).await.ok().unwrap();
    advance(&stage, 2 * HOUR_S + ROUND_S).await;
    let failed = &waits[0].1;
    receiver.wait_for("the failure", |all| statuses(all, failed) == ["failed"]).await.unwrap();
    told(&receiver, "messages", "131050").await;
    assert!(has_it(&stage, &waits[0].0).await.is_none());
    judged(&stage, "waiting", json!(0)).await;
    assert!(has_it(&stage, &waits[1].0).await.is_some(), "she takes the place");
}

#[tokio::test]
async fn what_waits_is_shown_to_its_business_alone() {
    let stage = stage(5).await;
    send(&stage, 21).await;
    let foreign = stage.rival_api.get(ASSESSMENTS).await.unwrap().ok().unwrap();
    assert_eq!(foreign["data"], json!([]));
    let path = format!("{ASSESSMENTS}?business={}", stage.shop.business.id);
    assert_eq!(code(&stage.rival_api.get(&path).await.unwrap()).1, 100);
}
