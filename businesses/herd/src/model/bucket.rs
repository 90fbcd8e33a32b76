use jiff::Timestamp;

use super::Hour;
use crate::reading::{Metric, Reading};

/// Hours that may be open at once: six that wait for what is late, two that a reading may span, the running one, and one for
/// clocks that go before.
pub(super) const OPEN_HOURS: i64 = 10;
/// The same as a length.
pub(super) const OPEN: usize = 10;
/// Minutes of an hour, and bits of a full one.
const MINUTES: i64 = 60;
const FULL: u64 = (1 << MINUTES) - 1;
/// An hour counts with so many minutes measured at least.
const MINUTES_AT_LEAST: u32 = 30;
/// The shortest and the longest span of a reading, seconds.
const SHORTEST_S: u32 = 60;
const LONGEST_S: u32 = 24 * 3600;
/// The largest measure that a reading may have.
const MOST_VALUE: f32 = 1e9;
/// Sums are kept in steps of this, so that their order does not matter.
const STEPS: f32 = 65_536.0;

/// One measure in one hour that is not decided: which minutes are known, and their sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) minutes: u64,
    pub(super) sum: i64,
}

/// The part of a reading that lies in one hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub(super) hour: Hour,
    bits: u64,
    steps: i64,
}

impl Bucket {
    /// Adds a part; `false` when any of its minutes is known already.
    pub(super) fn add(&mut self, part: &Part) -> bool {
        if self.minutes & part.bits != 0 {
            return false;
        }
        self.minutes |= part.bits;
        self.sum = self.sum.saturating_add(part.steps);
        true
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.minutes == 0
    }

    pub(super) const fn is_full(&self) -> bool {
        self.minutes == FULL
    }

    /// The measure of the whole hour: totals are scaled up when minutes are missing, temperature is a mean. Not a number when
    /// too little is known.
    pub(super) fn value(&self, metric: Metric) -> f32 {
        let known = self.minutes.count_ones();
        let sum = to_f32(self.sum) / STEPS;
        match metric {
            Metric::Milk if known > 0 => sum,
            Metric::Milk => f32::NAN,
            _ if known < MINUTES_AT_LEAST => f32::NAN,
            Metric::Temperature => sum / bits_f32(known),
            _ => sum * 60.0 / bits_f32(known),
        }
    }
}

/// Cuts a reading at the full hours; `None` when it cannot be one.
pub(super) fn parts(reading: &Reading) -> Option<impl Iterator<Item = Part> + use<>> {
    let value = reading.value;
    let counted = value.is_finite() && value.abs() <= MOST_VALUE;
    let spans = (SHORTEST_S..=LONGEST_S).contains(&reading.seconds);
    let milk = reading.metric == Metric::Milk;
    let never_negative = !matches!(reading.metric, Metric::Activity | Metric::Temperature);
    if !counted || !(spans || milk) || (never_negative && value < 0.0) {
        return None;
    }
    let begin_s = reading.begins.as_second();
    let first = begin_s.div_euclid(60);
    // A milking is one number at its beginning, however long it took.
    let length_s = if milk { 60 } else { i64::from(reading.seconds) };
    let end = (begin_s.saturating_add(length_s)).div_euclid(60).max(first + 1);
    let of_means = reading.metric == Metric::Temperature;
    let hours = first.div_euclid(MINUTES)..=(end - 1).div_euclid(MINUTES);
    Some(hours.map(move |hour| {
        let from = first.max(hour * MINUTES) - hour * MINUTES;
        let to = end.min((hour + 1) * MINUTES) - hour * MINUTES;
        let minutes = to - from;
        let share = if of_means { to_f32(minutes) } else { to_f32(minutes) / to_f32(end - first) };
        let bits = ((1_u64 << minutes) - 1) << from;
        Part { hour: Hour(hour), bits, steps: to_steps(value * share) }
    }))
}

/// The last hour that a reading may tell of.
pub(super) fn newest(now: Timestamp) -> Hour {
    Hour::of(now).plus(1)
}

#[expect(clippy::cast_precision_loss, reason = "a sum of an hour needs no more than 24 bits")]
fn to_f32(steps: i64) -> f32 {
    steps as f32
}

#[expect(clippy::cast_possible_truncation, reason = "the value is bounded by the caller")]
fn to_steps(value: f32) -> i64 {
    (value * STEPS).round() as i64
}

fn bits_f32(bits: u32) -> f32 {
    to_f32(i64::from(bits))
}
