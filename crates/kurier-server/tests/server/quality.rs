//! Templates that people dislike are paused, and come back.

use crate::stage::{Someone, Stage, code};
use kurier_policy::id::InboxSeq;
use kurier_store::record::Ack;
use serde_json::{Value, json};
use testkit::{Delivered, FakeReceiver};

const HOUR_S: i64 = 3_600;
/// Longer than a round takes to come.
pub(crate) const ROUND_S: i64 = 601;
/// Looks after each round.
const LOOKS: u32 = 40;

pub(crate) async fn advance(stage: &Stage, seconds: i64) {
    let by = json!({ "advance_s": seconds });
    stage.operator.post("/sandbox/v1/clock", &by).await.unwrap().ok().unwrap();
}

/// Lets rounds come until one found this: a round in whose midst something changes leaves it to the next.
pub(crate) async fn judged_so(
    stage: &Stage,
    look: impl AsyncFn() -> Value,
    (member, value): (&str, Value),
) -> Value {
    let found = async {
        loop {
            advance(stage, ROUND_S).await;
            for _ in 0..LOOKS {
                let found = look().await;
                if found[member] == value {
                    return found;
                }
            }
        }
    };
    match testkit::within(&format!("{member} {value}"), found).await {
        Ok(found) => found,
        Err(error) => panic!("{error}: {}", look().await),
    }
}

fn promo(to: &str) -> Value {
    json!({ "to": to, "type": "template",
        "template": { "name": "promo", "language": { "code": "en_US" } } })
}

/// Sends a person so many and lets her read them all.
async fn read(stage: &Stage, person: &Someone, count: u32) {
    for _ in 0..count {
        stage.send(promo(&person.wa_id)).await.ok().unwrap();
    }
    let (business, up_to) = (stage.shop.business.id, InboxSeq(u32::MAX));
    let ack = Ack::Read { person: person.id, business, up_to };
    let engine = stage.app.engine();
    engine.store().acknowledge_batch(vec![ack], engine.clock().now()).await.unwrap();
}

pub(crate) async fn told(receiver: &FakeReceiver, field: &str, value: &str) -> Value {
    let change = |one: &Delivered| one.json["entry"][0]["changes"][0].clone();
    let is_it = |one: &Delivered| {
        change(one)["field"] == field && change(one)["value"].to_string().contains(value)
    };
    let came = receiver.wait_for(value, |all| all.iter().any(is_it)).await.unwrap();
    change(came.iter().rev().find(|one| is_it(one)).unwrap())["value"].clone()
}

async fn shown(stage: &Stage, id: &str) -> (Value, Value) {
    let path = format!("/v23.0/{id}?fields=status,quality_score");
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    (shown["status"].clone(), shown["quality_score"]["score"].clone())
}

#[tokio::test]
async fn a_template_that_people_report_is_paused_and_comes_back_by_itself() {
    let stage = Stage::start().await;
    let components = json!([{ "type": "BODY", "text": "Buy more." }]);
    let id = stage.template("promo", "UTILITY", components).await;
    let kim = stage.reader("Kim").await;
    let three = [stage.reader("Lee").await, stage.reader("Max").await, stage.reader("Zoe").await];
    let receiver = stage.receiver().await;
    read(&stage, &kim, 97).await;
    for person in &three {
        read(&stage, person, 1).await;
    }
    advance(&stage, ROUND_S).await;
    let to_green = told(&receiver, "message_template_quality_update", "GREEN").await;
    assert_eq!(to_green["previous_quality_score"], "UNKNOWN");
    for person in &three {
        stage.act(person, "report", json!({ "reason": "not_signed_up" })).await.ok().unwrap();
    }
    advance(&stage, ROUND_S).await;
    let paused = told(&receiver, "message_template_status_update", "PAUSED").await;
    assert_eq!(paused["other_info"]["title"], "FIRST_PAUSE");
    let to_red = told(&receiver, "message_template_quality_update", "RED").await;
    assert_eq!(to_red["new_quality_score"], "RED");
    assert_eq!(shown(&stage, &id).await, (json!("PAUSED"), json!("RED")));
    assert_eq!(code(&stage.send(promo(&kim.wa_id)).await).1, 132_015);
    let path = format!("/v23.0/{}?fields=quality_rating", stage.shop.sender.id);
    let sender = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(sender["quality_rating"], "RED");
    advance(&stage, 3 * HOUR_S + ROUND_S).await;
    told(&receiver, "message_template_status_update", "REINSTATED").await;
    assert_eq!(shown(&stage, &id).await, (json!("APPROVED"), json!("UNKNOWN")));
    stage.send(promo(&kim.wa_id)).await.ok().unwrap();
    advance(&stage, ROUND_S).await;
    assert_eq!(shown(&stage, &id).await.0, "APPROVED", "what was said before counts no more");
}
