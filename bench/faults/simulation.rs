//! FT-24: the deterministic simulation, seed after seed.

use crate::fault::Place;
use crate::row::Row;
use anyhow::{Result, ensure};
use std::time::Duration;
use testkit::sim::{SimOptions, SimReport, run as simulate};

/// Every so many seeds one is run twice.
const TWICE_EVERY: u64 = 25;

pub(crate) fn run(place: &Place) -> Result<Row> {
    let options = SimOptions { steps: place.scaled(120, 400), ..SimOptions::new() };
    let (seeds, sum, twice) = run_all(place, &options)?;
    // The simulation must be able to see a loss at all.
    let swallowing = SimOptions { swallows: 10, ..options };
    let blind = simulate(1, &swallowing).is_ok();
    Ok(Row { webhooks_lost: Some(0), charged_wrongly_micros: Some(0), ..Row::new(seeds, "seeds") }
        .nothing_lost(sum.accepted as u64)
        .recovery(
            Some(Duration::from_secs(sum.drained_s.unsigned_abs())),
            "simulated, healed to drained, worst",
        )
        .note(format!(
            "{} faults in {} webhook attempts and {} accepted messages; {twice} seeds were run twice \
             and gave the same trace.",
            sum.faults, sum.attempts, sum.accepted
        ))
        .note("`cargo xtask faults --seed N` repeats one seed.")
        .must(!blind, "a receiver that swallows events was not noticed"))
}

fn run_all(place: &Place, options: &SimOptions) -> Result<(u64, SimReport, u64)> {
    let mut rounds = place.rounds(50);
    let mut sum = SimReport::default();
    let (mut seed, mut twice) = (0, 0);
    while rounds.next() {
        seed += 1;
        let report = simulate(seed, options)?;
        if seed % TWICE_EVERY == 0 {
            ensure!(simulate(seed, options)? == report, "seed {seed} does not repeat itself");
            twice += 1;
        }
        sum.accepted += report.accepted;
        sum.attempts += report.attempts;
        sum.faults += report.faults;
        sum.drained_s = sum.drained_s.max(report.drained_s);
    }
    Ok((seed, sum, twice))
}
