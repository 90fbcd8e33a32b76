//! FT-01: `kill -9` at random moments under load.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::Result;
use kurier_policy::ledger::Invariant;
use std::time::Duration;
use testkit::crash::{CrashOptions, run as crash};
use testkit::stage::Tally;

/// Kills of one installation; then a fresh one, so that its history stays short enough to judge.
const KILLS_EACH: u32 = 60;
const READY_WITHIN: Duration = Duration::from_secs(2);

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let mut rounds = place.rounds(1);
    let (mut kills, mut ready, mut repeats) = (0_u64, 0, 0);
    let (mut invariants, mut transfers) = (usize::MAX, 0);
    let mut all = Tally::default();
    let mut seed = 0;
    while rounds.next() && all.is_clean() {
        seed += 1;
        let dir = place.fresh(&format!("kill-{seed}"))?;
        let kills_now = place.scaled(8, KILLS_EACH);
        let options = CrashOptions {
            seed,
            until: rounds.until(),
            people: place.scaled(20, 50),
            ..CrashOptions::new(kurier()?, dir.clone(), kills_now)
        };
        let report = crash(&options).await?;
        kills += u64::from(report.kills);
        ready = ready.max(report.ready_ms_p95);
        repeats += report.tally.webhooks_repeated;
        invariants = invariants.min(report.invariants);
        transfers += report.transfers;
        add(&mut all, report.tally);
        std::fs::remove_dir_all(dir)?;
    }
    let repeats_are_few = repeats as u64 <= 64 * kills;
    Ok(Row::new(kills, "kills")
        .tally(&all)
        .recovery(Some(Duration::from_millis(ready)), "start to listening, worst p95")
        .note(format!("{} messages had a price; {repeats} webhooks came again.", all.priced))
        .must(Duration::from_millis(ready) <= READY_WITHIN, "it was not ready within 2 s")
        .note(format!("`kurier ledger verify` read {transfers} transfers of what was left behind."))
        .must(
            invariants == Invariant::ALL.len(),
            "an invariant of the ledger was broken or not looked at",
        )
        .must(repeats_are_few, format!("{repeats} webhooks came again after {kills} kills"))
        .must(all.acknowledged > 100, "too little load to prove anything"))
}

fn add(all: &mut Tally, one: Tally) {
    all.acknowledged += one.acknowledged;
    all.priced += one.priced;
    all.repeated_calls += one.repeated_calls;
    all.refused.extend(one.refused);
    all.lost += one.lost;
    all.doubled += one.doubled;
    all.order_faults.extend(one.order_faults);
    all.reconnections += one.reconnections;
    all.webhooks += one.webhooks;
    all.webhooks_repeated += one.webhooks_repeated;
    all.webhook_lost += one.webhook_lost;
    all.webhook_missing.extend(one.webhook_missing);
    all.forged += one.forged;
    all.imbalance += one.imbalance.abs();
    all.ledger_findings.extend(one.ledger_findings);
    all.charged_wrongly_micros += one.charged_wrongly_micros;
}
