//! How often something happened on each of the last eight days, in one number: a day and eight counts.

use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Days that are remembered, the running one among them.
pub const MARKED_DAYS: u32 = 8;
/// Bits of one day's count, which ends at 15.
const BITS: u32 = 4;
const MOST: u64 = 15;

/// Upper half: the number of the newest day; lower half: its count and those of the days before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(pub i64);

impl Marks {
    /// With one more on the day of `at`.
    #[must_use]
    pub fn with(self, at: Timestamp) -> Self {
        let day = day(at);
        let counts = self.counts_on(day);
        let today = (counts & MOST).saturating_add(1).min(MOST);
        Self::of(day, (counts & !MOST) | today)
    }

    /// How many there were on the day of `now` and on the days before it, `days` in all.
    pub fn within(self, days: u32, now: Timestamp) -> u32 {
        let counts = self.counts_on(day(now));
        (0..days.min(MARKED_DAYS)).fold(0_u32, |sum, back| {
            let count = counts.wrapping_shr(back.saturating_mul(BITS)) & MOST;
            sum.saturating_add(u32::try_from(count).unwrap_or(0))
        })
    }

    /// When there are fewer than `limit` within `days` again: `now`, or the beginning of the day on which enough are
    /// forgotten; `None` = never.
    pub fn falls_below(self, limit: u32, days: u32, now: Timestamp) -> Option<Timestamp> {
        if self.within(days, now) < limit {
            return Some(now);
        }
        let today = Timestamp::from_seconds(now.seconds().div_euclid(DAY_S).saturating_mul(DAY_S));
        let coming = |ahead: u32| today.plus_s(DAY_S.saturating_mul(i64::from(ahead)));
        (1..=days).map(coming).find(|day| self.within(days, *day) < limit)
    }

    /// The counts as they stand on a day; on an older one than the newest, those of the newest.
    fn counts_on(self, day: u64) -> u64 {
        let held = self.0.unsigned_abs();
        let passed = day.saturating_sub(held.wrapping_shr(32));
        let counts = held & u64::from(u32::MAX);
        match u32::try_from(passed) {
            Ok(passed) if passed < MARKED_DAYS => {
                counts.wrapping_shl(passed.saturating_mul(BITS)) & u64::from(u32::MAX)
            }
            _ => 0,
        }
    }

    fn of(day: u64, counts: u64) -> Self {
        Self(i64::try_from(day.wrapping_shl(32) | counts).unwrap_or(i64::MAX))
    }
}

fn day(at: Timestamp) -> u64 {
    let number = at.seconds().max(0).div_euclid(DAY_S);
    number.unsigned_abs().min(u64::from(u32::MAX >> 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(day: i64) -> Timestamp {
        Timestamp::from_seconds(20_000 * DAY_S + day * DAY_S + 7)
    }

    #[test]
    fn what_happened_is_forgotten_day_by_day() {
        let marks = Marks::default().with(on(0)).with(on(0)).with(on(3));
        assert_eq!(marks.within(7, on(3)), 3);
        assert_eq!(marks.within(1, on(3)), 1);
        assert_eq!(marks.within(7, on(6)), 3);
        assert_eq!(marks.within(7, on(7)), 1);
        assert_eq!(marks.within(7, on(10)), 0);
        assert_eq!(Marks::default().within(7, on(0)), 0);
    }

    proptest! {
        #[test]
        fn the_number_agrees_with_a_list(gaps in proptest::collection::vec(0..3_i64, 0..40), days in 1..8_u32) {
            let (mut marks, mut list, mut today) = (Marks::default(), Vec::new(), 0);
            for gap in gaps {
                today += gap;
                marks = marks.with(on(today));
                list.push(today);
            }
            let of_day = |day: i64| list.iter().filter(|at| **at == day).count().min(15);
            let expected: usize = (0..i64::from(days)).map(|back| of_day(today - back)).sum();
            prop_assert_eq!(marks.within(days, on(today)) as usize, expected);
        }
    }
}
