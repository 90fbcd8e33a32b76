//! How many different people a business reaches with messages outside their windows: counted by the
//! clock hour for a day, and by the day for a month.
//!
//! Each person stands in one bucket, that of the last such message to her; the next one moves her. So a
//! sum of buckets is a number of different people, exactly, and a message costs two additions.

use crate::time::{DAY_S, HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Hours kept: the running one and 24 before it, so that nobody counts for less than 24 hours.
const HOURS: usize = 25;
/// Days kept: the running one and 30 before it.
const DAYS: usize = 31;

/// The counters of one business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    hour: i64,
    hours: [u32; HOURS],
    day: i64,
    days: [u32; DAYS],
}

impl Reach {
    /// Counts a person at `at`, who was counted last at `was`.
    pub fn count(&mut self, was: Option<Timestamp>, at: Timestamp) {
        self.advance(at);
        if let Some(was) = was {
            self.uncount(was);
        }
        bump(bucket(&mut self.hours, self.hour, of(at, HOUR_S)), 1);
        bump(bucket(&mut self.days, self.day, of(at, DAY_S)), 1);
    }

    /// Takes back the count of a person at `was`: the message did not reach her.
    pub fn uncount(&mut self, was: Timestamp) {
        bump(bucket(&mut self.hours, self.hour, of(was, HOUR_S)), -1);
        bump(bucket(&mut self.days, self.day, of(was, DAY_S)), -1);
    }

    /// Different people of the last 24 hours, the first of which counts whole.
    pub fn last_day(&self, now: Timestamp) -> u32 {
        let mut ahead = *self;
        ahead.advance(now);
        sum(&ahead.hours)
    }

    /// Different people of the running day and of so many before it, at most 30.
    pub fn last_days(&self, days: i64, now: Timestamp) -> u32 {
        let mut ahead = *self;
        ahead.advance(now);
        let since = |back: i64| ahead.day.saturating_sub(back);
        (0..=days.min(30)).fold(0_u32, |sum, back| {
            let place = bucket(&mut ahead.days, ahead.day, since(back));
            sum.saturating_add(place.map_or(0, |count| *count))
        })
    }

    /// When the first of those counted in the last 24 hours count no more.
    pub fn frees_at(&self, now: Timestamp) -> Option<Timestamp> {
        let mut ahead = *self;
        ahead.advance(now);
        let oldest = ahead.hour.saturating_sub(24);
        let first = (oldest..=ahead.hour).find(|hour| {
            let place = bucket(&mut ahead.hours, ahead.hour, *hour);
            place.is_some_and(|count| *count > 0)
        })?;
        Some(Timestamp::from_seconds(first.saturating_add(25).saturating_mul(HOUR_S)))
    }

    /// Whether somebody counted at `was` still counts in the last 24 hours.
    pub fn counts(was: Timestamp, now: Timestamp) -> bool {
        of(was, HOUR_S) >= of(now, HOUR_S).saturating_sub(24)
    }

    /// Empties what is too old at `at`.
    fn advance(&mut self, at: Timestamp) {
        clear(&mut self.hours, &mut self.hour, of(at, HOUR_S));
        clear(&mut self.days, &mut self.day, of(at, DAY_S));
    }

    /// For a store: both numbers, then each count in as few bytes as it needs.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16 + HOURS + DAYS);
        out.extend_from_slice(&self.hour.to_le_bytes());
        out.extend_from_slice(&self.day.to_le_bytes());
        for count in self.hours.iter().chain(&self.days) {
            let mut rest = *count;
            while rest > SEVEN_BITS {
                out.push(low(rest) | MORE);
                rest = rest.wrapping_shr(7);
            }
            out.push(low(rest));
        }
        out
    }

    /// What [`Reach::to_bytes`] wrote; nothing at all stands for empty counters.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let (hour, rest) = bytes.split_first_chunk()?;
        let (day, rest) = rest.split_first_chunk()?;
        let mut reach = Self {
            hour: i64::from_le_bytes(*hour),
            day: i64::from_le_bytes(*day),
            ..Self::default()
        };
        let mut rest = rest.iter();
        for count in reach.hours.iter_mut().chain(&mut reach.days) {
            *count = number(&mut rest)?;
        }
        rest.next().is_none().then_some(reach)
    }
}

const SEVEN_BITS: u32 = 0x7f;
const MORE: u8 = 0x80;

fn low(number: u32) -> u8 {
    u8::try_from(number & SEVEN_BITS).unwrap_or(0)
}

fn number<'b>(bytes: &mut impl Iterator<Item = &'b u8>) -> Option<u32> {
    let mut value = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let byte = *bytes.next()?;
        value |= u32::from(byte & !MORE).checked_shl(shift)?;
        if byte & MORE == 0 {
            return Some(value);
        }
    }
    None
}

/// The number of the hour or day.
fn of(at: Timestamp, length_s: i64) -> i64 {
    at.seconds().div_euclid(length_s.max(1))
}

/// The bucket of a number, unless it is too old or lies ahead.
fn bucket<const N: usize>(buckets: &mut [u32; N], newest: i64, number: i64) -> Option<&mut u32> {
    let length = i64::try_from(N).ok()?;
    let back = newest.saturating_sub(number);
    if !(0..length).contains(&back) {
        return None;
    }
    buckets.get_mut(usize::try_from(number.rem_euclid(length)).ok()?)
}

fn bump(place: Option<&mut u32>, by: i32) {
    if let Some(count) = place {
        *count = count.saturating_add_signed(by);
    }
}

fn clear<const N: usize>(buckets: &mut [u32; N], newest: &mut i64, now: i64) {
    let length = i64::try_from(N).unwrap_or(i64::MAX);
    let from = newest.saturating_add(1).max(now.saturating_sub(length).saturating_add(1));
    let last = (*newest).max(now);
    *newest = last;
    for number in from..=now {
        if let Some(count) = bucket(buckets, last, number) {
            *count = 0;
        }
    }
}

fn sum(counts: &[u32]) -> u32 {
    counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn at_hour(hour: i64) -> Timestamp {
        Timestamp::from_seconds(hour * HOUR_S + 5)
    }

    #[test]
    fn a_person_counts_once_and_for_a_day() {
        let mut reach = Reach::default();
        reach.count(None, at_hour(1_000));
        reach.count(Some(at_hour(1_000)), at_hour(1_003));
        reach.count(None, at_hour(1_003));
        assert_eq!(reach.last_day(at_hour(1_003)), 2);
        assert_eq!(reach.last_day(at_hour(1_027)), 2);
        assert_eq!(reach.last_day(at_hour(1_028)), 0);
        assert_eq!(reach.frees_at(at_hour(1_010)), Some(Timestamp::from_seconds(1_028 * HOUR_S)));
        assert_eq!(reach.frees_at(at_hour(1_028)), None);
        assert_eq!(reach.last_days(7, at_hour(1_028)), 2);
        assert_eq!(reach.last_days(30, at_hour(1_003 + 31 * 24)), 0);
    }

    #[test]
    fn who_was_not_reached_is_taken_back() {
        let mut reach = Reach::default();
        reach.count(None, at_hour(50));
        reach.uncount(at_hour(50));
        assert_eq!((reach.last_day(at_hour(50)), reach.last_days(30, at_hour(50))), (0, 0));
        reach.uncount(at_hour(50));
        assert_eq!(reach.last_day(at_hour(50)), 0);
    }

    proptest! {
        #[test]
        fn the_counters_agree_with_a_list_of_people(
            sent in proptest::collection::vec((0..12_u8, 0..40_i64), 1..120)
        ) {
            let (mut reach, mut last, mut hour) = (Reach::default(), BTreeMap::new(), 5_000);
            for (person, gap) in sent {
                hour += gap / 4;
                let was = last.insert(person, at_hour(hour));
                reach.count(was, at_hour(hour));
            }
            let now = at_hour(hour);
            let live = last.values().filter(|at| Reach::counts(**at, now)).count();
            prop_assert_eq!(reach.last_day(now) as usize, live);
        }

        #[test]
        fn bytes_are_read_back(sent in proptest::collection::vec(0..2_000_i64, 0..50)) {
            let mut reach = Reach::default();
            for hour in sent { for _ in 0..hour % 300 { reach.count(None, at_hour(hour)); } }
            let bytes = reach.to_bytes();
            prop_assert_eq!(Reach::from_bytes(&bytes), Some(reach));
            prop_assert_eq!(Reach::from_bytes(&bytes[..bytes.len() - 1]), None);
        }
    }
}
