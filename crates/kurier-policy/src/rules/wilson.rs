//! How sure a share is: the lower end of the Wilson interval, in whole numbers.
//!
//! A share of few observations says little, so no rule looks at the share itself. The bound exceeds `s` exactly when
//! the score test rejects `s`: when hits minus s·n is more than z·√(s(1−s)n). Squared, that needs no root and no
//! fraction, so that two nodes never disagree. Source: E. B. Wilson, JASA 22 (1927), 209–212.

use serde::{Deserialize, Serialize};

/// A share in parts of a million.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Share(pub u32);

/// What a whole is.
const WHOLE: u32 = 1_000_000;

impl Share {
    /// All of them.
    pub const ALL: Self = Self(WHOLE);

    /// So many percent.
    pub const fn percent(percent: u32) -> Self {
        Self(percent.saturating_mul(10_000))
    }

    /// So many per thousand.
    pub const fn per_thousand(share: u32) -> Self {
        Self(share.saturating_mul(1_000))
    }

    /// Whether so many of so many are more than this share, sure or not.
    pub fn is_passed_by(self, hits: u64, of: u64) -> bool {
        bounded(hits).saturating_mul(WHOLE.into()) > bounded(of).saturating_mul(self.0.into())
    }

    /// As a person reads it: `0.30 %`.
    pub fn in_percent(self) -> String {
        let hundredths = self.0.div_euclid(100);
        format!("{}.{:02} %", hundredths.div_euclid(100), hundredths.rem_euclid(100))
    }
}

/// How sure one must be before a share counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WilsonRule {
    /// The normal quantile in thousandths: 2,576 is wrong once in 200 looks at a harmless sender.
    pub z_thousandths: u32,
}

impl WilsonRule {
    /// 99 %: at 95 % the many looks of 60 days strike every seventh honest business once.
    pub const DEFAULT: Self = Self { z_thousandths: 2_576 };

    /// Whether somebody is surely above `share`, having been hit `hits` times in `of`.
    pub fn exceeds(self, hits: u64, of: u64, share: Share) -> bool {
        // Beyond 32 bits every bound is the share itself; 128 bits hold all products below.
        let (hits, of) = (bounded(hits.min(of)), bounded(of));
        let (share, whole) = (u128::from(share.0.min(WHOLE)), u128::from(WHOLE));
        let expected = share.saturating_mul(of);
        let Some(above) = hits.saturating_mul(whole).checked_sub(expected) else { return false };
        let z = u128::from(self.z_thousandths);
        let spread = share.saturating_mul(whole.saturating_sub(share)).saturating_mul(of);
        above.saturating_mul(above).saturating_mul(whole)
            > spread.saturating_mul(z).saturating_mul(z)
    }

    /// The lower bound itself, rounded down: nobody is surely above more than this. Zero of nothing is nothing.
    pub fn lower_bound(self, hits: u64, of: u64) -> Share {
        let (mut low, mut high) = (0_u32, WHOLE);
        while low < high {
            let middle = low.saturating_add(high.saturating_sub(low).div_euclid(2));
            if self.exceeds(hits, of, Share(middle)) {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        Share(low.saturating_sub(1))
    }
}

fn bounded(count: u64) -> u128 {
    u128::from(count.min(u64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: WilsonRule = WilsonRule::DEFAULT;

    #[test]
    fn a_share_is_passed_by_what_is_more_whether_that_is_sure_or_not() {
        let tenth = Share::percent(10);
        assert!(
            tenth.is_passed_by(1, 9) && !tenth.is_passed_by(1, 10) && !tenth.is_passed_by(0, 0)
        );
    }

    /// The closed form, as it stands in books.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn by_the_book(hits: u64, of: u64, z: f64) -> f64 {
        let (hits, n) = (hits as f64, of as f64);
        let (p, zz) = (hits / n, z * z);
        let root = (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
        (p + zz / (2.0 * n) - z * root) / (1.0 + zz / n)
    }

    proptest! {
        #[test]
        fn agrees_with_the_closed_form(of in 1..5_000_000_u64, share in 0..=1_000_u64, z in 1_000..4_000_u32) {
            let hits = of * share / 1_000;
            let bound = WilsonRule { z_thousandths: z }.lower_bound(hits, of);
            let book = by_the_book(hits, of, f64::from(z) / 1_000.0);
            prop_assert!((f64::from(bound.0) / 1e6 - book).abs() < 3e-6, "{} {}", bound.0, book);
        }

        #[test]
        fn never_lies_above_the_share_that_was_seen(hits in 0..9_000_u64, more in 0..9_000_000_u64) {
            let of = hits + more;
            let bound = RULE.lower_bound(hits, of);
            prop_assert!(u128::from(bound.0) * u128::from(of.max(1)) <= u128::from(hits) * 1_000_000);
        }

        #[test]
        fn more_hits_raise_it_and_more_trials_lower_it(hits in 0..500_u64, more in 1..500_u64, by in 1..50_u64) {
            let (of, share) = (hits + more, RULE.lower_bound(hits, hits + more));
            prop_assert!(RULE.lower_bound((hits + by).min(of), of) >= share);
            prop_assert!(RULE.lower_bound(hits, of + by) <= share);
        }

        #[test]
        fn the_more_certain_one_wants_to_be_the_lower_it_is(hits in 0..500_u64, more in 0..500_u64, z in 500..3_000_u32) {
            let at = |z_thousandths| WilsonRule { z_thousandths }.lower_bound(hits, hits + more);
            prop_assert!(at(z) >= at(z + 500));
        }

        #[test]
        fn any_numbers_at_all_are_borne(hits: u64, of: u64, share: u32, z: u32) {
            let rule = WilsonRule { z_thousandths: z };
            let _ = rule.exceeds(hits, of, Share(share));
            prop_assert!(rule.lower_bound(hits, of) <= Share::ALL);
        }
    }

    #[test]
    fn known_values_are_met() {
        assert_eq!(RULE.lower_bound(0, 0), Share(0));
        assert_eq!(RULE.lower_bound(0, 1_000), Share(0));
        assert_eq!(RULE.lower_bound(1, 1).0 / 1_000, 130);
        assert_eq!(RULE.lower_bound(10, 100).0 / 1_000, 46);
        assert!(!RULE.exceeds(0, 0, Share(0)));
    }

    #[test]
    fn a_share_is_read_in_percent() {
        assert_eq!(Share::per_thousand(3).in_percent(), "0.30 %");
        assert_eq!(Share::percent(10).in_percent(), "10.00 %");
    }
}
