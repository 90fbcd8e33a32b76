//! Advertising that goes as a notice (rule A9): when people say so of a utility template, it becomes marketing, is
//! locked, and what its messages cost too little is billed.

use super::reason::Reason;
use super::wilson::{Share, WilsonRule};
use crate::money::Micros;
use crate::pricing::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From what on a notice is advertising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunderingRule {
    /// How sure a share must be.
    pub sure: WilsonRule,
    /// Reports with a reason below which nothing is decided.
    pub least_reasons: u64,
    /// "This was advertising" among the reasons beyond which it is.
    pub advertising: Share,
    /// The same among all delivered messages: a handful among a million readers proves nothing.
    pub of_delivered: Share,
}

/// How often each reason was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reasons(BTreeMap<Reason, u64>);

impl Reasons {
    /// One more.
    pub fn count(&mut self, reason: Reason) {
        let count = self.0.entry(reason).or_default();
        *count = count.saturating_add(1);
    }

    /// How often this one was given.
    pub fn of(&self, reason: Reason) -> u64 {
        self.0.get(&reason).copied().unwrap_or(0)
    }

    /// All together.
    pub fn all(&self) -> u64 {
        self.0.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Self {
        let mut all = Self::default();
        reasons.into_iter().for_each(|reason| all.count(reason));
        all
    }
}

impl LaunderingRule {
    /// The rule of a new installation.
    pub const DEFAULT: Self = Self {
        sure: WilsonRule::DEFAULT,
        least_reasons: 8,
        advertising: Share::percent(5),
        of_delivered: Share::per_thousand(1),
    };

    /// Whether some number is more lenient than in `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.sure.z_thousandths > other.sure.z_thousandths
            || self.least_reasons > other.least_reasons
            || self.advertising > other.advertising
            || self.of_delivered > other.of_delivered
    }

    /// Whether a template of that category, delivered so often and reported so, is advertising.
    pub fn is_advertising(&self, category: Category, delivered: u64, reasons: &Reasons) -> bool {
        let said = reasons.of(Reason::AdvertisingAsNotice);
        category == Category::Utility
            && reasons.all() >= self.least_reasons
            && self.sure.exceeds(said, reasons.all(), self.advertising)
            && self.sure.exceeds(said, delivered, self.of_delivered)
    }
}

/// What `messages` that cost `paid` together would have cost on top at `each`.
pub fn owed(messages: u64, paid: Micros, each: Micros) -> Micros {
    let whole = i64::try_from(messages).unwrap_or(i64::MAX).saturating_mul(each.0.max(0));
    Micros(whole.saturating_sub(paid.0).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: LaunderingRule = LaunderingRule::DEFAULT;

    fn reasons(advertising: usize, other: usize) -> Reasons {
        let said = std::iter::repeat_n(Reason::AdvertisingAsNotice, advertising);
        said.chain(std::iter::repeat_n(Reason::TooOften, other)).collect()
    }

    fn is(delivered: u64, reasons: &Reasons) -> bool {
        RULE.is_advertising(Category::Utility, delivered, reasons)
    }

    #[test]
    fn people_who_call_a_notice_advertising_make_it_advertising() {
        assert!(is(200, &reasons(8, 0)));
        assert!(is(200, &reasons(5, 20)));
        assert!(!is(200, &reasons(0, 30)), "annoying, but a notice");
        assert!(!RULE.is_advertising(Category::Marketing, 200, &reasons(8, 0)));
    }

    #[test]
    fn a_handful_proves_nothing() {
        assert!(!is(200, &reasons(7, 0)), "too few spoke");
        assert!(!is(1_000_000, &reasons(30, 0)), "too few among its readers");
    }

    #[test]
    fn only_what_is_missing_is_owed() {
        assert_eq!(owed(10, Micros(100_000), Micros(50_000)), Micros(400_000));
        assert_eq!(owed(0, Micros::ZERO, Micros(50_000)), Micros::ZERO);
        assert_eq!(owed(1, Micros(60_000), Micros(50_000)), Micros::ZERO);
    }

    #[test]
    fn a_later_decision_is_looser() {
        assert!(!RULE.is_looser_than(&RULE));
        assert!(LaunderingRule { least_reasons: 9, ..RULE }.is_looser_than(&RULE));
    }

    proptest! {
        #[test]
        fn one_more_who_says_so_never_acquits(advertising in 0..60_usize, other in 0..60_usize, delivered in 0..100_000_u64) {
            let before = is(delivered, &reasons(advertising, other));
            prop_assert!(!before || is(delivered, &reasons(advertising + 1, other)));
        }
    }
}
