//! Percentiles of measured durations.

use serde::Serialize;
use std::time::Duration;

/// What a series of durations looks like, in microseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Spread {
    pub(crate) count: usize,
    pub(crate) p50_us: u64,
    pub(crate) p99_us: u64,
    pub(crate) max_us: u64,
}

pub(crate) fn spread(mut durations: Vec<Duration>) -> Spread {
    durations.sort_unstable();
    let at = |share: usize| {
        let place = durations.len().saturating_sub(1) * share / 100;
        durations.get(place).map_or(0, |one| u64::try_from(one.as_micros()).unwrap_or(u64::MAX))
    };
    Spread { count: durations.len(), p50_us: at(50), p99_us: at(99), max_us: at(100) }
}
