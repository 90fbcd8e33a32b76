//! Rates as one number: the generic cell rate algorithm keeps only the theoretical arrival time
//! (TAT) of the next message.

use crate::pilot::PilotRule;
use crate::rules::brake::BrakeRule;
use crate::rules::budget::BudgetRule;
use crate::rules::canary::CanaryRule;
use crate::rules::fingerprint::FingerprintRule;
use crate::rules::in_force::RulesInForce;
use crate::rules::invitation::InvitationRule;
use crate::rules::lapse::LapseRule;
use crate::rules::links::LinkRule;
use crate::rules::takeover::TakeoverRule;
use crate::standing::Standing;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A rate with a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Microseconds per message in the long run.
    pub period_us: i64,
    /// How many messages may come at once.
    pub burst: i64,
}

/// The limits in force; `None` = lifted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Per sender (Cloud API: 80 messages a second).
    pub throughput: Option<Rate>,
    /// Per sender of a business that was given the high throughput (Cloud API: 1,000 a second).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_throughput: Option<Rate>,
    /// Per sender and person (Cloud API: one in 6 s, bursts of 45).
    pub pair: Option<Rate>,
    /// How much one person takes, where she chose nothing herself (`None` = any amount). What she chose holds
    /// also where this is lifted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetRule>,
    /// How many offers go unanswered before they pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brake: Option<BrakeRule>,
    /// Whether a business may reach no more people than its [`crate::standing::Tier`] says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub portfolio: bool,
    /// Whether campaigns to many go in stages, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canary: Option<CanaryRule>,
    /// What follows from how marketing is liked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<RulesInForce>,
    /// Where templates may lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<LinkRule>,
    /// When templates of many businesses count as one campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaigns: Option<FingerprintRule>,
    /// When permissions lapse that nobody uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapse: Option<LapseRule>,
    /// When an account seems to have been taken over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takeover: Option<TakeoverRule>,
    /// How often people on imported lists are asked, by cards that nobody is told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitations: Option<InvitationRule>,
    /// The pilot: what businesses may do that are not given more. `None` = there is no pilot, everybody may do everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot: Option<PilotRule>,
}

impl Limits {
    /// What the Cloud API documents.
    pub const REAL: Self = Self {
        throughput: Some(Rate { period_us: 12_500, burst: 80 }),
        high_throughput: Some(Rate { period_us: 1_000, burst: 1_000 }),
        pair: Some(Rate { period_us: 6_000_000, burst: 45 }),
        budget: Some(BudgetRule::DEFAULT),
        brake: Some(BrakeRule::DEFAULT),
        portfolio: true,
        canary: Some(CanaryRule::DEFAULT),
        rules: Some(RulesInForce::DEFAULT),
        links: Some(LinkRule::DEFAULT),
        campaigns: Some(FingerprintRule::DEFAULT),
        lapse: Some(LapseRule::DEFAULT),
        takeover: Some(TakeoverRule::DEFAULT),
        invitations: Some(InvitationRule::DEFAULT),
        pilot: None,
    };

    /// The names of the rules against spam that are lifted, or more lenient than in `other`; they are shown publicly.
    pub fn looser_than(&self, other: &Self) -> Vec<&'static str> {
        let of_all = [
            ("budget", looser(self.budget, other.budget, |it, than| it.is_looser_than(&than))),
            ("brake", looser(self.brake, other.brake, BrakeRule::is_looser_than)),
            ("portfolio", other.portfolio && !self.portfolio),
            ("canary", looser(self.canary, other.canary, |it, than| it.is_looser_than(&than))),
            ("rules", self.rules.is_none() && other.rules.is_some()),
            ("links", looser(self.links, other.links, LinkRule::is_looser_than)),
            ("campaigns", looser(self.campaigns, other.campaigns, FingerprintRule::is_looser_than)),
            ("lapse", looser(self.lapse, other.lapse, LapseRule::is_looser_than)),
            ("takeover", looser(self.takeover, other.takeover, TakeoverRule::is_looser_than)),
            (
                "invitations",
                looser(self.invitations, other.invitations, InvitationRule::is_looser_than),
            ),
        ];
        let named = of_all.into_iter().filter_map(|(name, is_looser)| is_looser.then_some(name));
        let within = self.rules.zip(other.rules).map(|(it, than)| it.looser_than(&than));
        named.chain(within.into_iter().flatten()).collect()
    }

    /// The limits for a business of this standing.
    #[must_use]
    pub fn of(self, standing: Standing) -> Self {
        let lifted = self.throughput.is_none();
        let throughput =
            if standing.fast && !lifted { self.high_throughput } else { self.throughput };
        Self { throughput, ..self }
    }
}

impl Rate {
    /// Takes one message at `now`: the new TAT, or the seconds to wait (rounded up).
    pub fn take(self, tat: Timestamp, now: Timestamp) -> Result<Timestamp, i64> {
        let start = tat.0.max(now.0);
        let earliest =
            start.saturating_sub(self.period_us.saturating_mul(self.burst.saturating_sub(1)));
        if earliest > now.0 {
            let wait_us = earliest.saturating_sub(now.0);
            return Err(wait_us.saturating_add(999_999).div_euclid(1_000_000));
        }
        Ok(Timestamp(start.saturating_add(self.period_us)))
    }
    /// The furthest that [`Rate::take`] ever moves a TAT.
    pub fn latest(self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_add(self.period_us.saturating_mul(self.burst)))
    }
    /// How many messages may go at once at `now`.
    pub fn left(self, tat: Timestamp, now: Timestamp) -> i64 {
        let ahead_us = tat.0.saturating_sub(now.0).max(0);
        let period_us = self.period_us.max(1);
        let taken = ahead_us.saturating_add(period_us.saturating_sub(1)).div_euclid(period_us);
        self.burst.saturating_sub(taken).max(0)
    }
}

fn looser<R>(here: Option<R>, other: Option<R>, is: impl FnOnce(R, R) -> bool) -> bool {
    match (here, other) {
        (None, than) => than.is_some(),
        (Some(_), None) => false,
        (Some(here), Some(than)) => is(here, than),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RATE: Rate = Rate { period_us: 6_000_000, burst: 3 };

    #[test]
    fn a_fast_business_sends_a_thousand_a_second_unless_limits_are_lifted() {
        let fast = Standing { fast: true, ..Standing::default() };
        assert_eq!(Limits::REAL.of(Standing::default()), Limits::REAL);
        assert_eq!(Limits::REAL.of(fast).throughput, Limits::REAL.high_throughput);
        assert_eq!(Limits::default().of(fast), Limits::default());
    }

    #[test]
    fn limits_that_were_stored_before_there_were_more_are_read() {
        let old = r#"{"throughput":{"period_us":1,"burst":2},"pair":null}"#;
        let read: Limits = serde_json::from_str(old).unwrap();
        assert_eq!(
            (read.throughput, read.portfolio),
            (Some(Rate { period_us: 1, burst: 2 }), false)
        );
    }

    #[test]
    fn a_burst_passes_and_then_one_message_per_period() {
        let start = Timestamp::from_seconds(1_000);
        let mut tat = Timestamp(0);
        for _ in 0..3 {
            tat = RATE.take(tat, start).unwrap();
        }
        assert_eq!(RATE.take(tat, start), Err(6));
        assert_eq!(RATE.take(tat, start.plus_s(1)), Err(5));
        tat = RATE.take(tat, start.plus_s(6)).unwrap();
        assert_eq!(RATE.take(tat, start.plus_s(6)), Err(6));
    }

    #[test]
    fn a_pause_gives_the_whole_burst_back_and_no_more() {
        let start = Timestamp::from_seconds(1_000);
        let mut tat = Timestamp(0);
        for round in 0..3 {
            let now = start.plus_s(round * 100);
            for _ in 0..3 {
                tat = RATE.take(tat, now).unwrap();
            }
            assert!(RATE.take(tat, now).is_err());
        }
    }

    proptest! {
        #[test]
        fn whoever_waits_as_told_passes_and_no_sooner(
            period_us in 1..100_000_000_i64, burst in 1..100_i64, tat in 0..1_i64 << 50, now in 0..1_i64 << 50
        ) {
            let rate = Rate { period_us, burst };
            if let Err(wait_s) = rate.take(Timestamp(tat), Timestamp(now)) {
                prop_assert!(wait_s > 0);
                prop_assert!(rate.take(Timestamp(tat), Timestamp(now).plus_s(wait_s)).is_ok());
                prop_assert!(rate.take(Timestamp(tat), Timestamp(now).plus_s(wait_s - 1)).is_err());
            }
        }

        #[test]
        fn what_is_left_may_be_taken_and_no_more(
            period_us in 1..1_000_000_i64, burst in 1..50_i64, taken in 0..60_i64
        ) {
            let (rate, now) = (Rate { period_us, burst }, Timestamp(1 << 40));
            let mut tat = Timestamp(0);
            for _ in 0..taken.min(burst) { tat = rate.take(tat, now).unwrap(); }
            let left = rate.left(tat, now);
            prop_assert_eq!(left, burst - taken.min(burst));
            for _ in 0..left { tat = rate.take(tat, now).unwrap(); }
            prop_assert!(rate.take(tat, now).is_err());
        }

        #[test]
        fn never_more_than_burst_and_rate_allow(
            period_us in 1..1_000_i64, burst in 1..10_i64, gaps in proptest::collection::vec(0..2_000_i64, 1..200)
        ) {
            let rate = Rate { period_us, burst };
            let (mut tat, mut now, mut passed) = (Timestamp(0), 0, 0);
            for gap in gaps {
                now += gap;
                if let Ok(next) = rate.take(tat, Timestamp(now)) {
                    tat = next;
                    passed += 1;
                }
            }
            prop_assert!(passed <= burst + now / period_us);
        }

        #[test]
        fn extreme_values_do_not_panic(period_us in any::<i64>(), burst in any::<i64>(), tat in any::<i64>(), now in any::<i64>()) {
            let taken = Rate { period_us, burst }.take(Timestamp(tat), Timestamp(now));
            prop_assert!(taken.is_ok() || taken.is_err_and(|wait_s| wait_s > 0));
        }
    }
}
