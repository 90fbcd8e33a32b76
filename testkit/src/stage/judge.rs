//! What must be true in the end.

use super::{Stage, TEMPLATE_PRICE_MICROS, Tally};
use crate::load::{Load, Taken};
use crate::receiver::Delivered;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How long people and the receiver may take to catch up before what is missing counts as lost. A
/// first retry of a webhook comes after five seconds, the second half a minute later.
const CATCH_UP: Duration = Duration::from_mins(1);

pub(super) async fn judge(stage: &Stage, load: &Load) -> anyhow::Result<Tally> {
    let taken = load.taken();
    let caught_up = async {
        for (index, person) in stage.people.iter().enumerate() {
            let due: HashSet<&str> = texts_of(&taken, index).collect();
            person
                .until(|shown| {
                    let held: HashSet<&str> = shown.texts().collect();
                    due.is_subset(&held)
                })
                .await;
        }
        stage.receiver.until(|came| missing_events(&taken, came).is_empty()).await;
    };
    // What is still missing afterwards is counted below.
    drop(tokio::time::timeout(CATCH_UP, caught_up).await);

    let mut tally = Tally {
        acknowledged: taken.len(),
        repeated_calls: load.repeated(),
        refused: load.refused(),
        ..Tally::default()
    };
    count_shown(stage, &taken, &mut tally);
    count_webhooks(stage, &taken, &mut tally);
    if tally.webhook_lost > 0 {
        tally.webhook_missing.extend(explain(stage).await?);
    }
    count_money(stage, &taken, &mut tally).await?;
    Ok(tally)
}

fn count_shown(stage: &Stage, taken: &[Taken], tally: &mut Tally) {
    for (index, person) in stage.people.iter().enumerate() {
        person.look(|shown| {
            let mut times: HashMap<&str, u32> = HashMap::new();
            for text in shown.texts() {
                *times.entry(text).or_default() += 1;
            }
            tally.lost += texts_of(taken, index).filter(|text| !times.contains_key(text)).count();
            tally.doubled += times.values().filter(|times| **times > 1).count();
            tally.order_faults.extend(shown.faults.iter().cloned());
            tally.told_to_come_back += u64::from(shown.told_to_come_back);
            tally.reconnections += u64::from(shown.connections).saturating_sub(1);
        });
    }
}

fn count_webhooks(stage: &Stage, taken: &[Taken], tally: &mut Tally) {
    stage.receiver.look(|came| {
        let missing = missing_events(taken, came);
        tally.webhook_lost = missing.len();
        let named = missing.iter().take(5).map(|(wamid, status)| format!("{status} {wamid}"));
        tally.webhook_missing = named.collect();
        tally.webhooks = came.len();
        tally.forged = came.iter().filter(|delivered| !delivered.is_genuine).count();
        let ids: HashSet<&str> = came.iter().map(|delivered| delivered.id.as_str()).collect();
        tally.webhooks_repeated = came.len() - ids.len();
    });
}

/// The ledger's own check, and beside it what must have been charged: each priced message that was
/// shown, once.
async fn count_money(stage: &Stage, taken: &[Taken], tally: &mut Tally) -> anyhow::Result<()> {
    let ledger = stage.operator.post("/console/v1/ledger/verify", &json!({})).await?.ok()?;
    tally.imbalance = ledger.get("imbalance").and_then(Value::as_i64).unwrap_or(i64::MIN);
    tally.ledger_findings = ledger
        .get("findings")
        .and_then(Value::as_array)
        .map(|all| all.iter().map(Value::to_string).collect())
        .unwrap_or_default();
    let priced = i64::try_from(taken.iter().filter(|one| one.priced).count())?;
    let lost = i64::try_from(tally.lost)?;
    let (prepaid, reserved) = stage.balance().await?;
    let charged = stage.begun_micros - prepaid - reserved;
    tally.priced = priced.unsigned_abs();
    tally.charged_wrongly_micros = (charged - priced * TEMPLATE_PRICE_MICROS).abs();
    // What was lost was not delivered, and is counted as lost.
    if lost == 0 {
        tally.charged_wrongly_micros += reserved;
    }
    Ok(())
}

/// What the server says about the business's subscription and its last troubles.
async fn explain(stage: &Stage) -> anyhow::Result<Vec<String>> {
    let business = stage.seeded("/waba_id")?;
    let path = format!("/console/v1/businesses/{business}/subscriptions");
    let subscriptions = stage.operator.get(&path).await?.ok()?;
    let mut said = vec![subscriptions.to_string()];
    let id = subscriptions.pointer("/data/0/id").and_then(Value::as_str).unwrap_or_default();
    let path = format!("/console/v1/subscriptions/{id}/attempts?limit=500");
    let attempts = stage.operator.get(&path).await?.ok()?;
    let failed = |one: &&Value| one.get("http_status").and_then(Value::as_u64) != Some(200);
    let all = attempts.get("data").and_then(Value::as_array).into_iter().flatten();
    said.extend(all.filter(failed).take(10).map(Value::to_string));
    Ok(said)
}

fn texts_of(taken: &[Taken], recipient: usize) -> impl Iterator<Item = &str> {
    taken.iter().filter(move |one| one.recipient == recipient).map(|one| one.text.as_str())
}

/// Each acknowledged message owes two events: sent and delivered.
fn missing_events<'a>(taken: &'a [Taken], came: &[Delivered]) -> Vec<(&'a str, &'static str)> {
    let told: HashSet<(&str, &str)> = came.iter().filter_map(Delivered::status).collect();
    taken
        .iter()
        .flat_map(|one| ["sent", "delivered"].map(|status| (one.wamid.as_str(), status)))
        .filter(|owed| !told.contains(owed))
        .collect()
}
