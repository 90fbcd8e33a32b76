//! What people make of a cohort, in numbers, and what follows by itself.

use crate::rules::wilson::{Share, WilsonRule};
use serde::{Deserialize, Serialize};

/// The numbers of a cohort over 28 days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scorecard {
    /// People who answered whether they got something unwanted.
    pub answered: u64,
    /// Those who did.
    pub unwanted: u64,
    /// Messages that reached somebody.
    pub delivered: u64,
    /// Reports about the cohort's businesses.
    pub reports: u64,
    /// Messages that went out as utility.
    pub utility: u64,
    /// Those that were read.
    pub utility_read: u64,
    /// Those that were read within an hour.
    pub utility_read_soon: u64,
    /// People who allow the cohort's businesses something, counted once for each of them.
    pub allow: u64,
    /// People who took back all they had allowed one of them.
    pub left: u64,
}

/// When a cohort is frozen, and when its businesses may graduate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreezeRule {
    /// Surely more unwanted than this: freeze.
    pub unwanted: Share,
    /// Surely more reports than this: freeze.
    pub reports: Share,
    /// No more unwanted than this: graduate.
    pub unwanted_good: Share,
    /// No more reports than this: graduate.
    pub reports_good: Share,
    /// At least so many read within an hour: graduate.
    pub read_good: Share,
    /// No more who stop than this: graduate.
    pub left_good: Share,
    /// How sure one must be.
    pub wilson: WilsonRule,
}

impl FreezeRule {
    /// The rule of the programme.
    pub const DEFAULT: Self = Self {
        unwanted: Share::percent(10),
        reports: Share::per_thousand(3),
        unwanted_good: Share::percent(3),
        reports_good: Share::per_thousand(1),
        read_good: Share::percent(60),
        left_good: Share::percent(2),
        wilson: WilsonRule::DEFAULT,
    };
}

/// One line of what graduation asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// Its name.
    pub name: &'static str,
    /// What was seen; `None` = too few to say.
    pub seen: Option<Share>,
    /// The bound.
    pub bound: Share,
    /// Whether it holds.
    pub met: bool,
}

impl Scorecard {
    /// The two numbers of the survey as anybody may see them: none below twenty answers.
    pub fn told(&self) -> Option<(u64, u64)> {
        (self.answered >= super::K_LEAST).then_some((self.answered, self.unwanted))
    }

    /// Why the cohort must be frozen, if it must.
    pub fn freezes(&self, rule: &FreezeRule) -> Option<&'static str> {
        let is_told = self.told().is_some();
        if is_told && rule.wilson.exceeds(self.unwanted, self.answered, rule.unwanted) {
            return Some("too many people got a message that they did not want");
        }
        if rule.wilson.exceeds(self.reports, self.delivered, rule.reports) {
            return Some("too many messages were reported");
        }
        None
    }

    /// What graduation asks, and how it stands.
    pub fn criteria(&self, rule: &FreezeRule) -> [Criterion; 4] {
        let enough = |of: u64| of >= super::K_LEAST;
        let at_most = |name, hits, of, bound| {
            let seen = enough(of).then(|| share(hits, of));
            Criterion { name, seen, bound, met: seen.is_some_and(|seen| seen <= bound) }
        };
        let read = enough(self.utility).then(|| share(self.utility_read_soon, self.utility));
        let people = self.allow.saturating_add(self.left);
        [
            at_most("unwanted", self.unwanted, self.answered, rule.unwanted_good),
            at_most("reports", self.reports, self.delivered, rule.reports_good),
            Criterion {
                name: "utility_read",
                seen: read,
                bound: rule.read_good,
                met: read.is_none_or(|read| read >= rule.read_good),
            },
            at_most("opt_out", self.left, people, rule.left_good),
        ]
    }

    /// Whether every line of it holds.
    pub fn graduates(&self, rule: &FreezeRule) -> bool {
        self.criteria(rule).iter().all(|one| one.met)
    }
}

/// A share, rounded down; nothing of nothing is nothing.
fn share(hits: u64, of: u64) -> Share {
    let parts = u128::from(hits.min(of)).saturating_mul(u128::from(Share::ALL.0));
    let parts = parts.checked_div(u128::from(of)).unwrap_or_default();
    Share(u32::try_from(parts).unwrap_or(Share::ALL.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: FreezeRule = FreezeRule::DEFAULT;

    #[test]
    fn a_hundred_answers_freeze_when_it_is_sure_that_more_than_a_tenth_is_unwanted() {
        let of = |unwanted| Scorecard { answered: 100, unwanted, ..Scorecard::default() };
        assert_eq!(of(10).freezes(&RULE), None);
        assert_eq!(of(17).freezes(&RULE), None);
        assert!(of(18).freezes(&RULE).is_some());
    }

    #[test]
    fn fewer_than_twenty_answers_say_nothing() {
        let few = Scorecard { answered: 19, unwanted: 19, ..Scorecard::default() };
        assert_eq!((few.told(), few.freezes(&RULE)), (None, None));
        assert!(!few.graduates(&RULE));
        let enough = Scorecard { answered: 20, unwanted: 20, ..few };
        assert_eq!(enough.told(), Some((20, 20)));
        assert!(enough.freezes(&RULE).is_some());
    }

    #[test]
    fn reports_freeze_when_surely_more_than_three_in_a_thousand() {
        let of = |reports| Scorecard { delivered: 10_000, reports, ..Scorecard::default() };
        assert_eq!(of(30).freezes(&RULE), None);
        assert!(of(60).freezes(&RULE).is_some());
    }

    #[test]
    fn a_cohort_that_people_like_graduates() {
        let good = Scorecard {
            answered: 100,
            unwanted: 3,
            delivered: 10_000,
            reports: 10,
            utility: 100,
            utility_read: 80,
            utility_read_soon: 60,
            allow: 98,
            left: 2,
        };
        assert!(good.graduates(&RULE));
        assert!(!Scorecard { unwanted: 4, ..good }.graduates(&RULE));
        assert!(!Scorecard { reports: 11, ..good }.graduates(&RULE));
        assert!(!Scorecard { utility_read_soon: 59, ..good }.graduates(&RULE));
        assert!(!Scorecard { left: 3, ..good }.graduates(&RULE));
        assert!(!Scorecard { allow: 10, left: 0, ..good }.graduates(&RULE), "too few to say");
    }
}
