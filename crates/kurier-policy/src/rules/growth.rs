//! How many people a business may reach with marketing while it is new (rule A3): few, then twice as many after each
//! three clean days in which it used what it has.
//!
//! This stands beside the tiers of the Cloud API and never raises them: a tier says how many people a business may
//! reach with templates of any category, as that API shows it; this ceiling is stricter and binds marketing alone,
//! because notices are what people asked for and an airline's first storm must reach its passengers. Both count the
//! same people, so a message costs no second count.

use crate::reach::Reach;
use crate::template::quality::Quality;
use crate::time::{DAY_S, HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// How fast the circle of people widens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrowthRule {
    /// Different people in 24 hours at the beginning.
    pub first: u32,
    /// Clean days before it doubles.
    pub step_days: i64,
    /// The ceiling divided by this must be used in those days: an account that sleeps does not grow.
    pub used_share: u32,
    /// Ceilings from here on need more than clean days.
    pub watched: u32,
    /// Green days without a break after which there is no ceiling.
    pub green_days: i64,
}

/// How far a business grew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Growth {
    /// How often its ceiling doubled.
    pub doublings: u8,
    /// Clean days count from here; `None` = it was not looked at yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clean_from: Option<Timestamp>,
    /// Green since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub green_from: Option<Timestamp>,
    /// Whether it is grown up: no ceiling.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub grown: bool,
}

impl GrowthRule {
    /// The rule of a new installation: 250, 500, 1,000 … 64,000, and without a ceiling after 30 green days.
    pub const DEFAULT: Self =
        Self { first: 250, step_days: 3, used_share: 2, watched: 100_000, green_days: 30 };

    /// Whether some number is more lenient than in `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.first > other.first
            || self.step_days < other.step_days
            || self.used_share > other.used_share
            || self.watched > other.watched
            || self.green_days < other.green_days
    }

    /// Different people that marketing may reach in 24 hours; `None` = as many as the tier allows.
    pub fn ceiling(&self, of: &Growth) -> Option<u32> {
        if of.grown {
            return None;
        }
        let doubled = 1_u32.checked_shl(u32::from(of.doublings)).unwrap_or(u32::MAX);
        Some(self.first.saturating_mul(doubled).min(self.watched.saturating_sub(1)))
    }

    /// What another look at a business that exists since `created_at` makes of it. Whoever was here long before its
    /// first look was so before there was this rule, and is grown up.
    pub fn grow(
        &self,
        of: &Growth,
        (quality, reach): (Quality, &Reach),
        created_at: Timestamp,
        now: Timestamp,
    ) -> Growth {
        let green_s = self.green_days.saturating_mul(DAY_S);
        let mut next = *of;
        if of.clean_from.is_none() && now >= created_at.plus_s(green_s) {
            next.grown = true;
        }
        next.green_from = (quality == Quality::Green).then(|| of.green_from.unwrap_or(now));
        if matches!(quality, Quality::Yellow | Quality::Red) {
            // Noted once an hour, so that not every look writes.
            let is_noted = of.clean_from.is_some_and(|from| now < from.plus_s(HOUR_S));
            next.clean_from = if is_noted { of.clean_from } else { Some(now) };
            return next;
        }
        let long = |from: Option<Timestamp>, days: i64| {
            from.is_some_and(|from| now >= from.plus_s(days.saturating_mul(DAY_S)))
        };
        let Some(clean_from) = of.clean_from else {
            next.clean_from = Some(now);
            return next;
        };
        let Some(ceiling) = self.ceiling(of) else { return next };
        let used = reach.last_days(self.step_days.saturating_sub(1), now);
        let is_used = used >= ceiling.checked_div(self.used_share).unwrap_or(ceiling);
        let is_last = ceiling.saturating_mul(2) >= self.watched;
        if is_last {
            next.grown = is_used && long(next.green_from, self.green_days);
        } else if is_used && long(Some(clean_from), self.step_days) {
            next.doublings = of.doublings.saturating_add(1);
            next.clean_from = Some(now);
        }
        next
    }

    /// After a strike a business begins anew.
    pub fn struck(now: Timestamp) -> Growth {
        Growth { clean_from: Some(now), ..Growth::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: GrowthRule = GrowthRule::DEFAULT;
    const START: Timestamp = Timestamp(1_000_000_000_000_000);

    fn day(days: i64) -> Timestamp {
        START.plus_s(days * DAY_S)
    }

    fn reach(people: u32, at: Timestamp) -> Reach {
        let mut reach = Reach::default();
        for _ in 0..people {
            reach.count(None, at);
        }
        reach
    }

    /// Looked at once a day, with that many people reached on each.
    fn after(days: i64, quality: Quality, people: u32) -> Growth {
        (0..=days).fold(Growth::default(), |of, at| {
            RULE.grow(&of, (quality, &reach(people, day(at))), START, day(at))
        })
    }

    #[test]
    fn the_ceiling_doubles_each_three_clean_days() {
        let at = |days| RULE.ceiling(&after(days, Quality::Unknown, 50_000)).unwrap();
        assert_eq!([at(0), at(2), at(3), at(6), at(9)], [250, 250, 500, 1_000, 2_000]);
        assert_eq!(at(40), 64_000, "without thirty green days it ends here");
    }

    #[test]
    fn thirty_green_days_end_it() {
        assert!(!after(29, Quality::Green, 50_000).grown);
        let grown = after(30, Quality::Green, 50_000);
        assert_eq!((grown.grown, RULE.ceiling(&grown)), (true, None));
        let still = RULE.grow(&grown, (Quality::Yellow, &reach(0, day(31))), START, day(31));
        assert!(still.grown, "only a strike takes it back");
        assert_eq!(RULE.ceiling(&GrowthRule::struck(day(31))), Some(250));
    }

    #[test]
    fn who_sleeps_does_not_grow() {
        assert_eq!(after(60, Quality::Unknown, 124).doublings, 0);
        assert_eq!(after(3, Quality::Unknown, 125).doublings, 1);
    }

    #[test]
    fn a_bad_day_begins_the_three_days_anew() {
        let two = after(2, Quality::Green, 500);
        let bad = RULE.grow(&two, (Quality::Yellow, &reach(500, day(3))), START, day(3));
        assert_eq!((bad.doublings, bad.clean_from, bad.green_from), (0, Some(day(3)), None));
        let good = RULE.grow(&bad, (Quality::Green, &reach(500, day(5))), START, day(5));
        assert_eq!((good.doublings, good.green_from), (0, Some(day(5))));
    }

    #[test]
    fn who_was_here_before_the_rule_is_grown_up() {
        let look = |days| {
            RULE.grow(&Growth::default(), (Quality::Unknown, &reach(0, day(0))), START, day(days))
        };
        assert!(look(30).grown && !look(29).grown);
    }

    #[test]
    fn a_wider_circle_is_looser() {
        assert!(!RULE.is_looser_than(&RULE));
        assert!(GrowthRule { first: 500, ..RULE }.is_looser_than(&RULE));
    }

    proptest! {
        #[test]
        fn a_ceiling_never_more_than_doubles_at_once(days in proptest::collection::vec((0..4_u8, 0..300_u32), 1..60)) {
            let (mut of, mut at) = (Growth::default(), 0);
            for (kind, people) in days {
                at += 1;
                let quality = [Quality::Unknown, Quality::Green, Quality::Yellow, Quality::Red][usize::from(kind)];
                let next = RULE.grow(&of, (quality, &reach(people, day(at))), START, day(at));
                let (was, is) = (RULE.ceiling(&of), RULE.ceiling(&next));
                prop_assert!(is.is_none() || is <= was.map(|most| most * 2));
                of = next;
            }
        }
    }
}
