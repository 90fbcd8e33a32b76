//! What is normal for one cow, and how far she is from it: her day, her group, her last ten days.

use super::group::Median;
use super::ring::{HOURS, Ring, place};
use super::{Hour, WINDOWS};
use crate::reading::Metric;

/// Hours at the end that are not part of what is normal: an illness must not become her normal while it begins.
const NOT_YET_NORMAL: usize = 24;
/// Days on which an hour of the day must have been measured before it has a normal of its own.
const DAYS_AT_LEAST: usize = 4;
/// Hours of the day that may have none.
const HOURS_MISSING: usize = 4;
/// The baseline looks at every fourth hour: neighbours of a mean over 12 hours tell nothing new.
const STRIDE: usize = 4;
/// Means of the baseline that must be known.
const MEANS_AT_LEAST: usize = 15;
/// A logarithm of a share beyond this says no more.
const FAR: f32 = 3.0;
/// A half of the middle values of a normal distribution lies within one deviation divided by this.
pub(super) const MAD_TO_SD: f32 = 1.4826;

/// How a measure is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Counts: the mean of the logarithms of hours, so that a short burst does not hide a long quiet.
    Count,
    /// Minutes: the logarithm of all that was measured over all that was expected.
    Share,
    /// Measured less expected. An index of a maker, which goes below nought, is compared by him already.
    Difference,
}

/// One mean of one measure of a cow, before her group is taken off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    /// Now, against her own day.
    pub(super) now: f32,
    /// Middle of the ten days, her group taken off.
    pub(super) middle: f32,
    /// Median distance from the middle.
    pub(super) mad: f32,
}

/// One measure of one cow at one hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) scale: Scale,
    /// One for each of [`WINDOWS`]; `None` while not enough is known.
    pub(super) means: [Option<Mean>; WINDOWS.len()],
    /// What is expected of her in a mean hour of the longest window.
    pub(super) expected: f32,
}

/// Her normal of each hour of the day; `None` before enough hours have one of their own. The few that have none get the middle of
/// all.
pub(super) fn day_of(values: &[f32; HOURS], last: Hour) -> Option<[f32; 24]> {
    let normal = &values[..HOURS - NOT_YET_NORMAL];
    let mut day = [f32::NAN; 24];
    let first = last.plus(1 - i64::try_from(HOURS).unwrap_or(0)).of_day();
    for from in 0..24 {
        let mut same = [0.0; HOURS / 24];
        let mut known = 0;
        for measured in normal.iter().skip(from).step_by(24).filter(|value| !value.is_nan()) {
            same[known] = *measured;
            known += 1;
        }
        if known >= DAYS_AT_LEAST {
            day[(first + from) % 24] = middle(&mut same[..known]);
        }
    }
    let missing = day.iter().filter(|value| value.is_nan()).count();
    if missing > HOURS_MISSING {
        return None;
    }
    if missing > 0 {
        let mut all: Vec<f32> = normal.iter().copied().filter(|value| !value.is_nan()).collect();
        let overall = middle(&mut all);
        day = day.map(|value| if value.is_nan() { overall } else { value });
    }
    Some(day)
}

/// Looks at one measure of a cow; `None` before she is warm or when nothing is there.
pub(super) fn look(
    metric: Metric,
    ring: &Ring,
    last: Hour,
    warm_up_h: usize,
    group: &[Median; WINDOWS.len()],
) -> Option<Look> {
    let mut values = ring.until(last);
    let known = values.iter().filter(|value| !value.is_nan()).count();
    // Four fifths: collars lose some hours.
    if known * 5 < warm_up_h * 4 {
        return None;
    }
    let scale = scale_of(metric, &values);
    if scale == Scale::Count {
        values = values.map(f32::ln_1p);
    }
    // A maker's index has her day taken off already.
    let day = match scale {
        Scale::Difference if metric != Metric::Temperature => [0.0; 24],
        _ => day_of(&values, last)?,
    };
    let sums = Sums::of(&values, &day, last);
    let mut means = [None; WINDOWS.len()];
    for ((mean, window), median) in means.iter_mut().zip(WINDOWS).zip(group) {
        *mean = mean_of(&sums, scale, window, last, median);
    }
    let longest = WINDOWS[WINDOWS.len() - 1];
    let mut expected = sums.expected_mean(HOURS, longest);
    if scale == Scale::Count {
        expected = expected.exp_m1();
    }
    Some(Look { scale, means, expected })
}

const fn movement(metric: Metric) -> bool {
    matches!(metric, Metric::Activity | Metric::Steps)
}

fn scale_of(metric: Metric, values: &[f32; HOURS]) -> Scale {
    match metric {
        Metric::Temperature => Scale::Difference,
        _ if values.iter().any(|value| *value < 0.0) => Scale::Difference,
        _ if movement(metric) => Scale::Count,
        _ => Scale::Share,
    }
}

fn mean_of(sums: &Sums, scale: Scale, window: usize, last: Hour, group: &Median) -> Option<Mean> {
    let now = sums.against(scale, HOURS, window)?;
    let mut past = [0.0_f32; HOURS / STRIDE];
    let mut known = 0;
    let mut end = HOURS - NOT_YET_NORMAL;
    while end >= window {
        if let Some(value) = sums.against(scale, end, window) {
            let back = i64::try_from(HOURS - end).unwrap_or(0);
            past[known] = value - group.at(place(last.plus(-back)));
            known += 1;
        }
        end -= STRIDE;
    }
    if known < MEANS_AT_LEAST {
        return None;
    }
    let past = &mut past[..known];
    let centre = middle(past);
    for value in past.iter_mut() {
        *value = (*value - centre).abs();
    }
    Some(Mean { now, middle: centre, mad: middle(past) })
}

/// Running sums over the ten days, so that any mean costs two look-ups.
struct Sums {
    measured: [f32; HOURS + 1],
    expected: [f32; HOURS + 1],
    known: [u16; HOURS + 1],
    /// Keeps a share finite where nothing is expected: a fiftieth of a mean hour.
    least: f32,
}

impl Sums {
    fn of(values: &[f32; HOURS], day: &[f32; 24], last: Hour) -> Self {
        let mut sums = Self {
            measured: [0.0; HOURS + 1],
            expected: [0.0; HOURS + 1],
            known: [0; HOURS + 1],
            least: 0.0,
        };
        let first = last.plus(1 - i64::try_from(HOURS).unwrap_or(0)).of_day();
        for (at, value) in values.iter().enumerate() {
            let there = !value.is_nan();
            let (measured, expected) =
                if there { (*value, day[(first + at) % 24]) } else { (0.0, 0.0) };
            sums.measured[at + 1] = sums.measured[at] + measured;
            sums.expected[at + 1] = sums.expected[at] + expected;
            sums.known[at + 1] = sums.known[at] + u16::from(there);
        }
        let known = f32::from(sums.known[HOURS].max(1));
        sums.least = (sums.expected[HOURS] / known * 0.02).max(1e-3);
        sums
    }

    /// The mean over `window` hours that end before `end`, against what is expected; `None` with less than two thirds of them.
    fn against(&self, scale: Scale, end: usize, window: usize) -> Option<f32> {
        let from = end - window;
        let known = self.known[end] - self.known[from];
        if usize::from(known) * 3 < window * 2 {
            return None;
        }
        let measured = (self.measured[end] - self.measured[from]) / f32::from(known);
        let expected = (self.expected[end] - self.expected[from]) / f32::from(known);
        Some(match scale {
            Scale::Difference | Scale::Count => measured - expected,
            Scale::Share => {
                let share = (measured.max(0.0) + self.least) / (expected.max(0.0) + self.least);
                share.ln().clamp(-FAR, FAR)
            }
        })
    }

    fn expected_mean(&self, end: usize, window: usize) -> f32 {
        let from = end - window;
        let known = f32::from((self.known[end] - self.known[from]).max(1));
        (self.expected[end] - self.expected[from]) / known
    }
}

/// The middle of some numbers, whose order it changes; the upper one of two. Nought when there are none.
pub(super) fn middle(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = values.len() / 2;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}
