//! Every benchmark runs for a blink, so that none rots between two measurements.

use super::sdk;
use super::step::{Outcome, counted};
use super::{Context, count::Count};
use crate::bench;
use anyhow::Result;
use std::time::Duration;

/// All but `crash`, which is a test of its own.
const SCENARIOS: [&str; 10] = [
    "peers", "accept", "profile", "deliver", "campaign", "drain", "idle", "storm", "webhooks",
    "growth",
];

/// Measures nothing; counts the scenarios that ran.
pub(crate) fn run(context: &Context) -> Result<Outcome> {
    sdk::build_kurier(context)?;
    let words: Vec<String> =
        SCENARIOS.into_iter().chain(["--short"]).map(ToOwned::to_owned).collect();
    let mut command = bench::command("dev", &words);
    counted(context, "bench", &mut command, Duration::from_mins(15), Count::plain)
}
