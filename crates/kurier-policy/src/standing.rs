//! Where a business stands: how many people it may reach in a day, how fast it may send, and what
//! raises both. Source: Cloud API, messaging limits and throughput.

use crate::reach::Reach;
use crate::rules::bond::Bond;
use crate::rules::growth::Growth;
use crate::rules::quality::Conduct;
use crate::rules::spending::Terms;
use crate::rules::takeover::Takeover;
use crate::template::quality::Quality;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many different people a business may reach outside their windows in 24 hours.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Tier {
    /// 250.
    #[default]
    #[serde(rename = "TIER_250")]
    Tier250,
    /// 2,000.
    #[serde(rename = "TIER_2K")]
    Tier2K,
    /// 10,000.
    #[serde(rename = "TIER_10K")]
    Tier10K,
    /// 100,000.
    #[serde(rename = "TIER_100K")]
    Tier100K,
    /// Without limit.
    #[serde(rename = "TIER_UNLIMITED")]
    Unlimited,
}

impl Tier {
    /// Every tier, rising.
    pub const ALL: [Self; 5] =
        [Self::Tier250, Self::Tier2K, Self::Tier10K, Self::Tier100K, Self::Unlimited];

    /// The limit; `None` = none.
    pub fn most(self) -> Option<u32> {
        match self {
            Self::Tier250 => Some(250),
            Self::Tier2K => Some(2_000),
            Self::Tier10K => Some(10_000),
            Self::Tier100K => Some(100_000),
            Self::Unlimited => None,
        }
    }

    /// Its name in the Cloud API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tier250 => "TIER_250",
            Self::Tier2K => "TIER_2K",
            Self::Tier10K => "TIER_10K",
            Self::Tier100K => "TIER_100K",
            Self::Unlimited => "TIER_UNLIMITED",
        }
    }

    /// The tier of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name().eq_ignore_ascii_case(name))
    }

    /// The one above.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| *tier > self)
    }

    /// What raises it, in a sentence.
    pub fn raised_by(self) -> &'static str {
        match self {
            Self::Tier250 => {
                "the operator verifies the business, or 2,000 different people are reached in 30 \
                 days with good quality"
            }
            Self::Tier2K | Self::Tier10K | Self::Tier100K => {
                "half of the limit is used in 7 days with good quality; looked at every hour"
            }
            Self::Unlimited => "there is nothing above",
        }
    }
}

/// When limits rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaiseRule {
    /// Different people within [`RaiseRule::scaling_days`] that lift the lowest tier.
    pub scaling_people: u32,
    /// Days of the scaling path.
    pub scaling_days: i64,
    /// Days in which a part of the limit must be used.
    pub used_days: i64,
    /// The limit divided by this must be used.
    pub used_share: u32,
    /// Different people in 24 hours, without a limit, that make sending fast.
    pub fast_people: u32,
}

/// The rule in force.
pub const RAISE: RaiseRule = RaiseRule {
    scaling_people: 2_000,
    scaling_days: 30,
    used_days: 7,
    used_share: 2,
    fast_people: 100_000,
};

/// What is known of a business beside its name and money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Tier that it reached or was given; see [`Standing::tier`].
    pub tier: Tier,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier_at: Option<Timestamp>,
    /// Whether its senders have the high throughput.
    pub fast: bool,
    /// How its messages were liked in the last days.
    pub quality: Quality,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_at: Option<Timestamp>,
    /// How its marketing alone was liked: what its price, its growth and its strikes follow from.
    #[serde(skip_serializing_if = "is_default")]
    pub marketing: Quality,
    /// Whether that was better before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub falling: bool,
    /// Its strikes, and whether its marketing is paused.
    #[serde(skip_serializing_if = "is_default")]
    pub conduct: Conduct,
    /// What it left as a bond.
    #[serde(skip_serializing_if = "is_default")]
    pub bond: Bond,
    /// How many people its marketing may reach.
    #[serde(skip_serializing_if = "is_default")]
    pub growth: Growth,
    /// Whether somebody else seems to have it, or had it.
    #[serde(skip_serializing_if = "is_default")]
    pub takeover: Takeover,
    /// On which terms it pays.
    #[serde(skip_serializing_if = "is_default")]
    pub terms: Terms,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Standing {
    /// The tier in force: whom the operator verified has at least 2,000.
    pub fn tier(&self, is_verified: bool) -> Tier {
        if is_verified { self.tier.max(Tier::Tier2K) } else { self.tier }
    }

    /// With the quality of its marketing; falling = from better to worse, and not yet back at green.
    #[must_use]
    pub fn liked(&self, marketing: Quality) -> Self {
        let falling = match marketing {
            Quality::Unknown | Quality::Green => false,
            _ if marketing == self.marketing => self.falling,
            Quality::Yellow | Quality::Red => self.marketing < marketing,
        };
        Self { marketing, falling, ..*self }
    }

    /// What the numbers of the last days raise; `None` = nothing. One step at a time, never down.
    pub fn raised(
        &self,
        is_verified: bool,
        reach: &Reach,
        rule: RaiseRule,
        now: Timestamp,
    ) -> Option<Self> {
        // Too few messages to tell is no bad sign; yellow and red are.
        if self.quality > Quality::Green {
            return None;
        }
        let tier = self.tier(is_verified);
        let used = reach.last_days(rule.used_days, now);
        let is_ready = match tier.most() {
            Some(_) if tier == Tier::Tier250 => {
                reach.last_days(rule.scaling_days, now) >= rule.scaling_people
            }
            Some(most) => used >= most.checked_div(rule.used_share).unwrap_or(most),
            None => false,
        };
        if let (true, Some(next)) = (is_ready, tier.next()) {
            return Some(Self { tier: next, tier_at: Some(now), ..*self });
        }
        let is_large = tier == Tier::Unlimited && reach.last_day(now) >= rule.fast_people;
        (is_large && !self.fast).then_some(Self { fast: true, ..*self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

    fn reach(people: u32) -> Reach {
        let mut reach = Reach::default();
        for _ in 0..people {
            reach.count(None, NOW);
        }
        reach
    }

    #[expect(clippy::large_types_passed_by_value, reason = "so that each case reads as one line")]
    fn raised(standing: Standing, is_verified: bool, people: u32) -> Option<Standing> {
        standing.raised(is_verified, &reach(people), RAISE, NOW)
    }

    #[test]
    fn verification_lifts_the_lowest_tier_at_once() {
        let new = Standing::default();
        assert_eq!((new.tier(false), new.tier(true)), (Tier::Tier250, Tier::Tier2K));
        let high = Standing { tier: Tier::Tier10K, ..new };
        assert_eq!(high.tier(true), Tier::Tier10K);
    }

    #[test]
    fn the_scaling_path_needs_two_thousand_people_in_a_month() {
        assert_eq!(raised(Standing::default(), false, 1_999), None);
        assert_eq!(raised(Standing::default(), false, 2_000).unwrap().tier, Tier::Tier2K);
    }

    #[test]
    fn half_of_a_limit_used_in_a_week_raises_it_one_step() {
        assert_eq!(raised(Standing::default(), true, 999), None);
        let next = raised(Standing::default(), true, 1_000).unwrap();
        assert_eq!((next.tier, next.tier_at), (Tier::Tier10K, Some(NOW)));
        assert_eq!(raised(next, true, 4_999), None);
        assert_eq!(raised(next, true, 60_000).unwrap().tier, Tier::Tier100K);
        let late = NOW.plus_s(9 * crate::time::DAY_S);
        assert_eq!(next.raised(true, &reach(60_000), RAISE, late), None);
    }

    #[test]
    fn bad_quality_raises_nothing() {
        for quality in [Quality::Yellow, Quality::Red] {
            let standing = Standing { quality, ..Standing::default() };
            assert_eq!(raised(standing, true, 2_000), None);
        }
    }

    #[test]
    fn many_people_without_a_limit_make_sending_fast() {
        let top = Standing { tier: Tier::Unlimited, ..Standing::default() };
        assert_eq!(raised(top, true, 99_999), None);
        let fast = raised(top, true, 100_000).unwrap();
        assert!(fast.fast);
        assert_eq!(raised(fast, true, 100_000), None);
    }

    #[test]
    fn quality_falls_from_better_to_worse_and_rises_from_red() {
        use Quality::{Green, Red, Unknown, Yellow};
        let of = |all: &[Quality]| {
            all.iter().fold(Standing::default(), |standing, next| standing.liked(*next)).falling
        };
        assert!(of(&[Green, Yellow]) && of(&[Green, Yellow, Yellow]) && of(&[Unknown, Yellow]));
        assert!(!of(&[Red, Yellow]) && !of(&[Yellow, Green]) && !of(&[Red, Unknown]));
    }

    #[test]
    fn a_standing_of_before_reads_as_a_clean_one() {
        let read: Standing = serde_json::from_str(r#"{"tier":"TIER_2K"}"#).unwrap();
        assert_eq!(read, Standing { tier: Tier::Tier2K, ..Standing::default() });
        let conduct = Conduct { strikes: 1, ..Conduct::default() };
        let struck = Standing { conduct, ..read };
        let text = serde_json::to_string(&struck).unwrap();
        assert_eq!(serde_json::from_str::<Standing>(&text).unwrap(), struck);
    }

    #[test]
    fn tiers_are_named_as_the_cloud_api_names_them() {
        for tier in Tier::ALL {
            assert_eq!(serde_json::to_value(tier).unwrap(), tier.name());
            assert_eq!(Tier::named(&tier.name().to_lowercase()), Some(tier));
        }
        assert_eq!(Tier::named("TIER_1K"), None);
    }
}
