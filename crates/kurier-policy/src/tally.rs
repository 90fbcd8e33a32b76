//! Counting what became of messages: by stretches of UTC time, and by what they were.
//!
//! All stretches are of UTC: a day begins at 00:00 UTC, a month on its first day, whatever the time zone of a business is.

use crate::id::{BusinessId, SenderId, TemplateId};
use crate::market::Market;
use crate::money::Micros;
use crate::pricing::{Category, PriceKind};
use crate::time::{DAY_S, HOUR_S, Timestamp};

/// For how long after its first delivered message further ones of the same category to the same person belong to one
/// conversation, in seconds (Cloud API: 24 hours).
pub const CONVERSATION_S: i64 = 24 * HOUR_S;

/// The stretches of time that are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// 30 minutes, beginning on the full and the half hour.
    HalfHour,
    /// A day of UTC.
    Day,
    /// A month of the calendar in UTC.
    Month,
}

impl Granularity {
    /// Every one, the shortest first.
    pub const ALL: [Self; 3] = [Self::HalfHour, Self::Day, Self::Month];

    /// When the stretch that holds `at` began.
    #[must_use]
    pub fn start_of(self, at: Timestamp) -> Timestamp {
        let seconds = at.seconds();
        let whole = |step: i64| seconds.saturating_sub(seconds.rem_euclid(step));
        Timestamp::from_seconds(match self {
            Self::HalfHour => whole(HOUR_S / 2),
            Self::Day => whole(DAY_S),
            Self::Month => month_of(seconds.div_euclid(DAY_S)).saturating_mul(DAY_S),
        })
    }

    /// When the stretch after the one that began at `start` begins.
    #[must_use]
    pub fn next(self, start: Timestamp) -> Timestamp {
        match self {
            Self::HalfHour => start.plus_s(HOUR_S / 2),
            Self::Day => start.plus_s(DAY_S),
            // No month is longer than 31 days, and none that follows is over by then.
            Self::Month => self.start_of(start.plus_s(DAY_S.saturating_mul(31))),
        }
    }
}

/// The first day of the month that holds `day`, both as days since 1970. The calendar repeats every 400 years, which
/// begin in March, so that a leap day is the last of its year.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "days of a time in microseconds lie far inside 64 bits"
)]
fn month_of(day: i64) -> i64 {
    let in_era = (day + 719_468).rem_euclid(146_097);
    let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    day - (in_year - (153 * month + 2) / 5)
}

/// The month of UTC that holds `at`, as `2026-11`.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "days of a time in microseconds lie far inside 64 bits"
)]
pub fn month_name(at: Timestamp) -> String {
    let day = at.seconds().div_euclid(DAY_S) + 719_468;
    let (era, in_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * in_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + i64::from(month < 3);
    format!("{year:04}-{month:02}")
}

/// The day of UTC a moment lies in: `2026-11-26`.
pub fn day_name(at: Timestamp) -> String {
    let month = Granularity::Month.start_of(at);
    let days = at.seconds_since(month).div_euclid(DAY_S).saturating_add(1);
    format!("{}-{days:02}", month_name(at))
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Messages that were accepted into an inbox; reactions are none.
    Sent,
    /// Messages that reached a device, with what they cost.
    Delivered,
    /// Messages that were read.
    Read,
    /// Taps on quick replies of templates, by what the button said.
    Clicked,
    /// Conversations that began: see [`CONVERSATION_S`].
    Conversation,
}

/// One number, with what it is the number of. What was not asked apart is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// When the stretch of time began.
    pub at: Timestamp,
    /// What was counted.
    pub measure: Measure,
    /// Messages of this sender.
    pub sender: Option<SenderId>,
    /// Messages to people of this market.
    pub market: Option<Market>,
    /// Messages of this category.
    pub category: Option<Category>,
    /// Messages with this kind of price.
    pub kind: Option<PriceKind>,
    /// Messages made from this template; `None` too for those made from none.
    pub template: Option<TemplateId>,
    /// What the tapped button said; empty for all other measures.
    pub label: String,
    /// How many.
    pub count: i64,
    /// What they cost together.
    pub micros: Micros,
}

/// What is counted apart from each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "any of them may be asked with any other")]
pub struct Apart {
    /// Senders.
    pub sender: bool,
    /// Markets.
    pub market: bool,
    /// Categories.
    pub category: bool,
    /// Kinds of price.
    pub kind: bool,
    /// Templates and, of taps, buttons.
    pub template: bool,
}

/// Which numbers are wanted. A list that is `None` stands for everything of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsAsk {
    /// Of which business.
    pub business: BusinessId,
    /// By which stretches.
    pub granularity: Granularity,
    /// Begin of the first stretch.
    pub from: Timestamp,
    /// Begin of the first stretch after the last.
    pub until: Timestamp,
    /// What is counted.
    pub measures: Vec<Measure>,
    /// Of these senders.
    pub senders: Option<Vec<SenderId>>,
    /// To these markets.
    pub markets: Option<Vec<Market>>,
    /// Of these categories.
    pub categories: Option<Vec<Category>>,
    /// With these kinds of price.
    pub kinds: Option<Vec<PriceKind>>,
    /// Made from these templates.
    pub templates: Option<Vec<TemplateId>>,
    /// What is counted apart.
    pub apart: Apart,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2023-11-14T22:13:20Z.
    const AT: Timestamp = Timestamp(1_700_000_000_000_000);

    #[test]
    fn a_stretch_begins_on_the_half_hour_the_day_and_the_month_of_utc() {
        let begins = |granularity: Granularity| granularity.start_of(AT).seconds();
        assert_eq!(begins(Granularity::HalfHour), 1_699_999_200);
        assert_eq!(begins(Granularity::Day), 1_699_920_000);
        assert_eq!(begins(Granularity::Month), 1_698_796_800);
    }

    #[test]
    fn a_month_is_named_by_its_year_and_number() {
        for (day, name) in [
            (0, "1970-01"),
            (58, "1970-02"),
            (59, "1970-03"),
            (20_453, "2025-12"),
            (20_454, "2026-01"),
            (20_787, "2026-11"),
            (19_782, "2024-02"),
            (19_783, "2024-03"),
        ] {
            assert_eq!(month_name(Timestamp::from_seconds(day * DAY_S)), name, "{day}");
        }
    }

    #[test]
    fn months_have_their_lengths_and_leap_years_their_day() {
        // From 1 January 2024, a leap year.
        let mut start = Timestamp::from_seconds(1_704_067_200);
        let mut lengths = Vec::new();
        for _ in 0..12 {
            let next = Granularity::Month.next(start);
            lengths.push(next.seconds_since(start) / DAY_S);
            start = next;
        }
        assert_eq!(lengths, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
        assert_eq!(start.seconds(), 1_735_689_600);
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_exactly_one_stretch(seconds in -4_000_000_000_i64..8_000_000_000) {
            let at = Timestamp::from_seconds(seconds);
            for granularity in Granularity::ALL {
                let start = granularity.start_of(at);
                let next = granularity.next(start);
                prop_assert!(start <= at && at < next);
                prop_assert_eq!(granularity.start_of(start), start);
                prop_assert_eq!(granularity.start_of(next), next);
                prop_assert_eq!(granularity.start_of(Timestamp(next.0 - 1)), start);
            }
        }
    }
}
