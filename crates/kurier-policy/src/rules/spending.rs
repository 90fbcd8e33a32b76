//! On which terms a business pays: a credit line, how much it may spend in a day and a month, and when it is told
//! that little is left. Free messages are never held up by money.

use crate::money::Micros;
use crate::spent::SpentNow;
use crate::tally::Granularity;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The terms of one business. As they come: it pays before, without a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// How much it may owe: it pays afterwards. Zero = it pays before.
    #[serde(skip_serializing_if = "is_zero")]
    pub credit_limit: Micros,
    /// How much it may spend in a day of UTC; `None` = all it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spend_per_day: Option<Micros>,
    /// The same in a month of UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spend_per_month: Option<Micros>,
    /// A payment was charged back: nothing that costs money goes until the operator lifts it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// What it was told in the running periods.
    #[serde(skip_serializing_if = "is_untold")]
    pub told: Told,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(micros: &Micros) -> bool {
    *micros == Micros::ZERO
}

fn is_untold(told: &Told) -> bool {
    *told == Told::default()
}

/// The highest threshold told in a day and in a month, in percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// The day it is about.
    pub day: Timestamp,
    /// Percent told in it.
    pub of_day: u8,
    /// The month it is about.
    pub month: Timestamp,
    /// Percent told in it.
    pub of_month: u8,
}

/// A stretch of time with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A day of UTC.
    Day,
    /// A month of UTC.
    Month,
}

impl Period {
    /// `day`, `month`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// When the one that holds `now` began, and when the next begins.
    pub fn around(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let of = match self {
            Self::Day => Granularity::Day,
            Self::Month => Granularity::Month,
        };
        let start = of.start_of(now);
        (start, of.next(start))
    }
}

/// A limit and what is spent of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spend {
    /// In which stretch.
    pub period: Period,
    /// The limit.
    pub limit: Micros,
    /// What is spent.
    pub spent: Micros,
}

/// A threshold that was reached and is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendAlert {
    /// Of which limit.
    pub of: Spend,
    /// 50, 80 or 100.
    pub percent: u8,
}

/// Thresholds that are told, the highest first.
pub const THRESHOLDS: [u8; 3] = [100, 80, 50];

impl Spend {
    /// What is left.
    pub fn left(&self) -> Micros {
        Micros(self.limit.0.saturating_sub(self.spent.0).max(0))
    }

    /// The highest threshold reached; 0 = none. Where less is left than `least`, the least that a paid message costs,
    /// nothing goes any more, and that is 100.
    pub fn reached(&self, least: Micros) -> u8 {
        if self.left() < Micros(least.0.max(1)) {
            return 100;
        }
        let share = |percent: u8| i128::from(self.limit.0).saturating_mul(i128::from(percent));
        let spent = i128::from(self.spent.0).saturating_mul(100);
        THRESHOLDS.into_iter().find(|percent| spent >= share(*percent)).unwrap_or(0)
    }
}

impl Terms {
    /// What can be spent: the balance, and what is left of the credit.
    pub fn available(&self, prepaid: Micros, owed: Micros) -> Micros {
        let credit = self.credit_limit.0.saturating_sub(owed.0).max(0);
        Micros(prepaid.0.saturating_add(credit))
    }

    /// Both limits as far as they are set, that of the day first.
    pub fn spends(&self, spent: &SpentNow) -> [Option<Spend>; 2] {
        let of = |period, limit: Option<Micros>, spent| {
            limit.map(|limit| Spend { period, limit, spent })
        };
        [
            of(Period::Day, self.spend_per_day, spent.day),
            of(Period::Month, self.spend_per_month, spent.month),
        ]
    }

    /// The limit that a message of this price would exceed.
    pub fn exceeded(&self, spent: &SpentNow, price: Micros) -> Option<Spend> {
        self.spends(spent).into_iter().flatten().find(|spend| price > spend.left())
    }

    /// Which thresholds are to be told now, and what will have been told then: each once per period.
    pub fn alerts(
        &self,
        spent: &SpentNow,
        least: Micros,
        now: Timestamp,
    ) -> ([Option<SpendAlert>; 2], Told) {
        let mut told = self.told;
        let alerts = self.spends(spent).map(|spend| {
            let of = spend?;
            let (start, _) = of.period.around(now);
            let (about, percent) = match of.period {
                Period::Day => (&mut told.day, &mut told.of_day),
                Period::Month => (&mut told.month, &mut told.of_month),
            };
            if *about != start {
                (*about, *percent) = (start, 0);
            }
            let reached = of.reached(least);
            let is_new = reached > *percent;
            *percent = reached.max(*percent);
            is_new.then_some(SpendAlert { of, percent: reached })
        });
        (alerts, told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY_S;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn terms(day: i64, month: i64) -> Terms {
        let (spend_per_day, spend_per_month) = (Some(Micros(day)), Some(Micros(month)));
        Terms { spend_per_day, spend_per_month, ..Terms::default() }
    }

    fn spent(day: i64, month: i64) -> SpentNow {
        SpentNow { day: Micros(day), month: Micros(month), free: [0; 3] }
    }

    #[test]
    fn a_limit_may_be_reached_and_not_exceeded() {
        let terms = terms(100, 1_000);
        assert_eq!(terms.exceeded(&spent(90, 90), Micros(10)), None);
        let day = terms.exceeded(&spent(90, 90), Micros(11)).unwrap();
        assert_eq!((day.period, day.left()), (Period::Day, Micros(10)));
        let month = terms.exceeded(&spent(0, 995), Micros(10)).unwrap();
        assert_eq!(month.period, Period::Month);
        assert_eq!(Terms::default().exceeded(&spent(90, 90), Micros(i64::MAX)), None);
    }

    #[test]
    fn each_threshold_is_told_once_in_a_period() {
        let mut terms = terms(100, 1_000);
        let mut tell = |day, month, now| {
            let (alerts, told) = terms.alerts(&spent(day, month), Micros(10), now);
            terms.told = told;
            alerts.map(|alert| alert.map(|alert| alert.percent))
        };
        assert_eq!(tell(49, 49, NOW), [None, None]);
        assert_eq!(tell(50, 50, NOW), [Some(50), None]);
        assert_eq!(tell(40, 40, NOW), [None, None], "a message failed");
        assert_eq!(tell(60, 60, NOW), [None, None]);
        assert_eq!(tell(95, 810, NOW), [Some(100), Some(80)], "less is left than a message costs");
        assert_eq!(tell(100, 1_000, NOW), [None, Some(100)]);
        let tomorrow = NOW.plus_s(DAY_S);
        assert_eq!(
            tell(80, 1_000, tomorrow),
            [Some(80), None],
            "it is another day, and the same month"
        );
    }

    #[test]
    fn a_credit_line_adds_what_is_left_of_it() {
        let terms = Terms { credit_limit: Micros(100), ..Terms::default() };
        assert_eq!(terms.available(Micros(5), Micros::ZERO), Micros(105));
        assert_eq!(terms.available(Micros::ZERO, Micros(30)), Micros(70));
        assert_eq!(terms.available(Micros::ZERO, Micros(300)), Micros::ZERO);
        assert_eq!(Terms::default().available(Micros(5), Micros::ZERO), Micros(5));
    }

    #[test]
    fn terms_of_before_read_as_prepaid_without_limits() {
        assert_eq!(serde_json::from_str::<Terms>("{}").unwrap(), Terms::default());
        assert_eq!(serde_json::to_string(&Terms::default()).unwrap(), "{}");
    }

    proptest! {
        #[test]
        fn nothing_is_spent_beyond_a_limit(
            prices in proptest::collection::vec(0..60_i64, 0..60), day in 0..500_i64, month in 0..900_i64
        ) {
            let (terms, mut now) = (terms(day, month), SpentNow::default());
            for price in prices {
                let of = crate::spent::Spending { price: Micros(price), free: None };
                if terms.exceeded(&now, of.price).is_none() { now = now.plus(of); }
            }
            prop_assert!(now.day.0 <= day && now.month.0 <= month);
        }
    }
}
