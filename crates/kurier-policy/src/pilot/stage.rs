//! How far an admitted business is.

use crate::rate::Rate;
use serde::{Deserialize, Serialize};

/// Messages of a business in the sandbox that may go at once, and that come back in a day.
const SANDBOX_PER_DAY: i64 = 100;
/// People whom a business reaches in a day in the second stage.
const LIMITED_PEOPLE: u32 = 250;

/// A stage of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It tries: few people who said that they test, few messages, nothing is charged.
    Sandbox,
    /// Real people, at most 250 a day; whatever it sends to many begins with a few.
    Limited,
    /// As every other business: its reach grows with how its messages are liked.
    Full,
    /// The pilot is over for it, and it stays.
    Graduated,
    /// It has to wait.
    Paused,
    /// It left, or had to.
    Expelled,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 6] =
        [Self::Sandbox, Self::Limited, Self::Full, Self::Graduated, Self::Paused, Self::Expelled];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Limited => "limited",
            Self::Full => "full",
            Self::Graduated => "graduated",
            Self::Paused => "paused",
            Self::Expelled => "expelled",
        }
    }

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether it may follow: one step ahead, back to any earlier one, a pause from everywhere, an end for good.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Expelled | Self::Graduated, _) => false,
            (from, to) if from == to => false,
            (Self::Sandbox, to) => matches!(to, Self::Limited | Self::Paused | Self::Expelled),
            (Self::Limited | Self::Paused, to) => to != Self::Graduated,
            (Self::Full, _) => true,
        }
    }

    /// Whether what the cohort gives holds.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Sandbox | Self::Limited | Self::Full)
    }

    /// Whether it takes a place of its cohort.
    pub fn takes_a_seat(self) -> bool {
        !matches!(self, Self::Expelled | Self::Graduated)
    }

    /// The bound of its senders' messages, where the stage has one.
    pub fn rate(self) -> Option<Rate> {
        let period_us = crate::time::DAY_S.saturating_mul(1_000_000).div_euclid(SANDBOX_PER_DAY);
        (self == Self::Sandbox).then_some(Rate { period_us, burst: SANDBOX_PER_DAY })
    }

    /// Most people in 24 hours, where the stage has a bound.
    pub fn people(self) -> Option<u32> {
        (self == Self::Limited).then_some(LIMITED_PEOPLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::{Expelled, Full, Graduated, Limited, Paused, Sandbox};

    #[test]
    fn stages_follow_as_the_table_says_and_no_other_way() {
        let allowed = [
            (Sandbox, vec![Limited, Paused, Expelled]),
            (Limited, vec![Sandbox, Full, Paused, Expelled]),
            (Full, vec![Sandbox, Limited, Graduated, Paused, Expelled]),
            (Graduated, vec![]),
            (Paused, vec![Sandbox, Limited, Full, Expelled]),
            (Expelled, vec![]),
        ];
        for (from, to) in allowed {
            let may: Vec<Stage> =
                Stage::ALL.into_iter().filter(|next| from.may_become(*next)).collect();
            assert_eq!(may, to, "{from:?}");
        }
    }

    #[test]
    fn the_sandbox_gives_a_hundred_messages_and_as_many_in_a_day() {
        let rate = Sandbox.rate().unwrap();
        assert_eq!((rate.burst, rate.period_us * 100), (100, 86_400_000_000));
        assert_eq!((Limited.rate(), Limited.people(), Full.people()), (None, Some(250), None));
    }

    #[test]
    fn names_are_those_of_json() {
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.name());
            assert_eq!(Stage::named(stage.name()), Some(stage));
        }
    }
}
