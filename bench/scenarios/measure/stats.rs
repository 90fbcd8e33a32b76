//! Percentiles of measured durations.

use std::time::Duration;

/// What a series of durations looks like, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
}

pub(crate) fn spread(mut durations: Vec<Duration>) -> Spread {
    durations.sort_unstable();
    let at = |share: usize| {
        let place = durations.len().saturating_sub(1) * share / 100;
        durations.get(place).map_or(0.0, |one| one.as_secs_f64() * 1e6)
    };
    Spread { p50_us: at(50), p99_us: at(99) }
}

pub(crate) fn ms(us: f64) -> f64 {
    us / 1_000.0
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2^52")]
pub(crate) fn count<N: TryInto<u64>>(number: N) -> f64 {
    number.try_into().unwrap_or_default() as f64
}
