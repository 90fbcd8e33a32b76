//! What a closed month comes to: lines of category × market × unit price, what tiers take off, and less than a cent
//! that is given back. Numbers only: documents are made from it elsewhere.

use crate::id::BusinessId;
use crate::ledger::TransferKind;
use crate::market::Market;
use crate::money::{Currency, Micros};
use crate::pricing::{Category, RateCard, Volume};
use crate::tally::{Granularity, month_name};
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Micro-units in a cent.
const CENT: i64 = 10_000;

/// A month of the calendar in UTC, by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Timestamp);

impl Month {
    /// The month that holds `at`.
    pub fn of(at: Timestamp) -> Self {
        Self(Granularity::Month.start_of(at))
    }

    /// `2026-11`, for years from 1970 to 9999.
    pub fn parse(name: &str) -> Option<Self> {
        let (year, month) = name.split_once('-')?;
        let is_short = year.len() == 4 && month.len() == 2;
        let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
        if !is_short || !(1970..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        // The middle of the month, near enough; its name then says whether it was met.
        let months = year.saturating_sub(1970).saturating_mul(12).saturating_add(month);
        let half_days = months.saturating_mul(2).saturating_sub(1).saturating_mul(30_437);
        let middle = half_days.div_euclid(2_000).saturating_mul(DAY_S);
        let found = Self::of(Timestamp::from_seconds(middle));
        (found.name() == name).then_some(found)
    }

    /// When it begins.
    pub fn start(self) -> Timestamp {
        self.0
    }
    /// When the next begins.
    pub fn end(self) -> Timestamp {
        Granularity::Month.next(self.0)
    }
    /// `2026-11`.
    pub fn name(self) -> String {
        month_name(self.0)
    }
    /// The year of a time.
    pub fn year_of(at: Timestamp) -> i64 {
        month_name(at).split('-').next().and_then(|year| year.parse().ok()).unwrap_or(0)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.name())
    }
}
impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        Self::parse(&name).ok_or_else(|| serde::de::Error::custom("a month like 2026-11 needed"))
    }
}

/// Delivered messages of one category, market and price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// Category.
    pub category: Category,
    /// Where the people are.
    pub market: Market,
    /// Price of one.
    pub unit: Micros,
    /// Of it, what went to the commons.
    #[serde(default)]
    pub surcharge: Micros,
    /// How many.
    pub messages: u64,
    /// All of them: `unit` × `messages`, exactly.
    pub amount: Micros,
}

/// What volume tiers took off the messages of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementDiscount {
    /// Category.
    pub category: Category,
    /// So much.
    pub amount: Micros,
}

/// Which statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatementNumber {
    /// The year in which it was made, in UTC.
    pub year: i64,
    /// From one on, without a gap, over all businesses.
    pub number: i64,
}

impl StatementNumber {
    /// `2026-000017`.
    pub fn name(self) -> String {
        format!("{:04}-{:06}", self.year, self.number)
    }
}

/// What a credit note gives back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNote {
    /// The statement of the month that it corrects, if that was closed.
    pub corrects: Option<StatementNumber>,
    /// Why: goodwill, or a report that was not upheld.
    pub kind: TransferKind,
    /// The transfer.
    pub transfer: i64,
    /// In plain words.
    pub reason: String,
}

/// An immutable record of a closed month, or of what was given back after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its number.
    pub number: StatementNumber,
    /// Whose.
    pub business: BusinessId,
    /// Which month.
    pub month: Month,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Version of the rate card whose tiers counted.
    pub rate_card: u32,
    /// The transfers of the month: after this one …
    pub after_transfer: i64,
    /// … up to this one.
    pub last_transfer: i64,
    /// What was delivered.
    pub lines: Vec<StatementLine>,
    /// What tiers took off.
    pub discounts: Vec<StatementDiscount>,
    /// Less than a cent, given back so that `total` is whole cents.
    pub rounding: Micros,
    /// Lines minus discounts minus rounding; below zero for a credit note.
    pub total: Micros,
    /// A credit note; `None` = a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<CreditNote>,
}

/// What the lines of a month come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// What tiers take off, per category, none of zero.
    pub discounts: Vec<StatementDiscount>,
    /// Less than a cent.
    pub rounding: Micros,
    /// What is left to pay.
    pub total: Micros,
}

/// Adds up a month. `None` = it does not fit 64 bits.
pub fn close(lines: &[StatementLine], card: &RateCard) -> Option<Closing> {
    let mut volumes: BTreeMap<(Category, Market), Vec<Volume>> = BTreeMap::new();
    let mut total = 0_i64;
    for line in lines {
        total = total.checked_add(line.amount.0)?;
        let volume = Volume { unit: line.unit, messages: line.messages };
        volumes.entry((line.category, line.market)).or_default().push(volume);
    }
    let mut discounts: BTreeMap<Category, i64> = BTreeMap::new();
    for ((category, market), volumes) in &volumes {
        let off = card.tier_discount(*category, *market, volumes)?.0;
        let sum = discounts.entry(*category).or_default();
        *sum = sum.checked_add(off)?;
        total = total.checked_sub(off)?;
    }
    discounts.retain(|_, amount| *amount > 0);
    let discounts = discounts
        .into_iter()
        .map(|(category, amount)| StatementDiscount { category, amount: Micros(amount) })
        .collect();
    let rounding = total.rem_euclid(CENT);
    let total = Micros(total.checked_sub(rounding)?);
    Some(Closing { discounts, rounding: Micros(rounding), total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::VolumeTier;
    use proptest::prelude::*;

    fn line(unit: i64, messages: u64) -> StatementLine {
        StatementLine {
            category: Category::Utility,
            market: Market::ANY,
            unit: Micros(unit),
            surcharge: Micros::ZERO,
            messages,
            amount: Micros(unit * i64::try_from(messages).unwrap()),
        }
    }

    #[test]
    fn every_month_from_1970_on_is_read_by_its_name() {
        let mut at = Timestamp(0);
        while Month::year_of(at) < 2400 {
            let month = Month::of(at);
            assert_eq!(Month::parse(&month.name()), Some(month), "{}", month.name());
            at = month.end();
        }
        for wrong in ["2026-13", "2026-00", "26-11", "2026-1", "1969-12", "2026", "x", "2026-1a"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_month_is_its_lines_less_discounts_in_whole_cents() {
        let mut card = RateCard::standard(Timestamp(0));
        let (category, market) = (Category::Utility, Market::ANY);
        card.tiers = vec![VolumeTier { category, market, from: 11, micros: Micros(7_000) }];
        let closing = close(&[line(10_000, 13)], &card).unwrap();
        assert_eq!(closing.discounts, [StatementDiscount { category, amount: Micros(9_000) }]);
        assert_eq!((closing.total, closing.rounding), (Micros(120_000), Micros(1_000)));
        assert_eq!(close(&[], &card).unwrap().total, Micros::ZERO);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_when_a_month_is_closed(
            lines in proptest::collection::vec((0..100_000_i64, 0..10_000_u64), 0..12), from in 2..5_000_u64
        ) {
            let mut card = RateCard::standard(Timestamp(0));
            let (category, market) = (Category::Utility, Market::ANY);
            card.tiers = vec![VolumeTier { category, market, from, micros: Micros(3_000) }];
            let lines: Vec<_> = lines.into_iter().map(|(unit, messages)| line(unit, messages)).collect();
            let closing = close(&lines, &card).unwrap();
            let sum: i64 = lines.iter().map(|line| line.amount.0).sum();
            let off: i64 = closing.discounts.iter().map(|it| it.amount.0).sum();
            prop_assert_eq!(closing.total.0 + closing.rounding.0 + off, sum);
            prop_assert!((0..CENT).contains(&closing.rounding.0) && closing.total.0 % CENT == 0);
            prop_assert!(closing.total >= Micros::ZERO);
        }
    }
}
