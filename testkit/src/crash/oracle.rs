//! What must be true in the end.

use super::report::CrashReport;
use super::stage::Stage;
use crate::load::{Load, Taken};
use crate::receiver::Delivered;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How long people and the receiver may take to catch up before what is missing counts as lost. A
/// first retry of a webhook comes after five seconds, the second half a minute later.
const CATCH_UP: Duration = Duration::from_mins(1);

pub(super) async fn judge(
    stage: &Stage,
    load: &Load,
    ready_ms: Vec<u64>,
) -> anyhow::Result<CrashReport> {
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

    let mut report = CrashReport {
        kills: u32::try_from(ready_ms.len()).unwrap_or(u32::MAX),
        acknowledged: taken.len(),
        repeated_calls: load.repeated(),
        refused: load.refused(),
        ..CrashReport::default()
    };
    for (index, person) in stage.people.iter().enumerate() {
        person.look(|shown| {
            let mut times: HashMap<&str, u32> = HashMap::new();
            for text in shown.texts() {
                *times.entry(text).or_default() += 1;
            }
            report.lost += texts_of(&taken, index).filter(|text| !times.contains_key(text)).count();
            report.shown_twice += times.values().filter(|times| **times > 1).count();
            report.order_faults.extend(shown.faults.iter().cloned());
            report.told_to_come_back += u64::from(shown.told_to_come_back);
            report.reconnections += u64::from(shown.connections).saturating_sub(1);
        });
    }
    stage.receiver.look(|came| {
        let missing = missing_events(&taken, came);
        report.webhook_lost = missing.len();
        let named = missing.iter().take(5).map(|(wamid, status)| format!("{status} {wamid}"));
        report.webhook_missing = named.collect();
        report.webhooks = came.len();
        report.forged = came.iter().filter(|delivered| !delivered.is_genuine).count();
    });
    if report.webhook_lost > 0 {
        report.webhook_missing.extend(explain(stage).await?);
    }
    let ledger = stage.operator.post("/console/v1/ledger/verify", &json!({})).await?.ok()?;
    report.imbalance = ledger.get("imbalance").and_then(Value::as_i64).unwrap_or(i64::MIN);
    report.ledger_findings = ledger
        .get("findings")
        .and_then(Value::as_array)
        .map(|all| all.iter().map(Value::to_string).collect())
        .unwrap_or_default();
    report.set_ready(ready_ms);
    Ok(report)
}

/// What the server says about the business's subscription and its last troubles.
async fn explain(stage: &Stage) -> anyhow::Result<Vec<String>> {
    let business = stage.process.seeded("/waba_id")?;
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
