//! Limits of a business: what they are, how much is left of each, and what raises them.

use crate::senders::SENDERS_MAX;
use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::notice::Notice;
use kurier_policy::refusal::Refusal;
use kurier_policy::standing::{RAISE, Standing, Tier};
use kurier_policy::template::lifecycle::CREATIONS_PER_HOUR;
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Usage};

/// Businesses looked at in one step.
const STEP: u32 = 200;

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitLine {
    /// Its name.
    pub name: &'static str,
    /// What it counts, and for whom.
    pub counts: String,
    /// Its value; `None` = no limit.
    pub value: Option<i64>,
    /// How much of it is used; `None` where it holds for each person or nothing counts it here.
    pub used: Option<i64>,
    /// How much is left; `None` likewise, and where there is no limit.
    pub left: Option<i64>,
    /// When some of it, or all, is free again.
    pub resets_at: Option<Timestamp>,
    /// What raises it.
    pub raised_by: &'static str,
    /// What is answered beyond it; `None` for calls that send nothing.
    pub refusal: Option<Refusal>,
}

/// What the operator gives a business.
#[derive(Debug, Clone, Copy, Default)]
pub struct StandingChange {
    /// How many people it may reach.
    pub tier: Option<Tier>,
    /// Whether its senders are fast.
    pub fast: Option<bool>,
}

impl Engine {
    /// The limits of a business and of one of its senders.
    pub async fn limits(
        &self,
        business: &Business,
        sender: Option<SenderId>,
    ) -> Result<Vec<LimitLine>> {
        let mut usage = self.parts.store.usage(business.id, sender).await?;
        let now = self.parts.clock.now();
        usage.limits = usage.limits_at(now);
        let mut lines = vec![throughput(&usage, sender.is_some(), now), pair(&usage)];
        lines.push(people(business, &usage, now));
        lines.push(growth(&usage, now));
        lines.extend(marketing(&usage));
        lines.push(creations());
        Ok(lines)
    }

    /// Gives a business other limits.
    pub async fn change_standing(
        &self,
        business: BusinessId,
        change: StandingChange,
    ) -> Result<Standing> {
        loop {
            let was = self.parts.store.usage(business, None).await?.standing;
            let mut standing = was;
            if let Some(tier) = change.tier.filter(|tier| *tier != was.tier) {
                (standing.tier, standing.tier_at) = (tier, Some(self.parts.clock.now()));
            }
            standing.fast = change.fast.unwrap_or(was.fast);
            match self.parts.store.set_standing(business, was, standing).await {
                Ok(()) => return Ok(standing),
                // Raised by its numbers in this moment: look again.
                Err(StoreError::Conflict(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// Raises the limits of every business whose numbers allow it; ends early when `is_over`.
    pub(crate) async fn raise_limits(&self, is_over: impl Fn() -> bool) -> Result<()> {
        let mut after = None;
        while !is_over() {
            let page = self.parts.store.businesses(after, STEP).await?;
            for business in &page {
                self.raise(business).await?;
            }
            after = page.last().map(|last| last.id);
            if page.len() < STEP as usize {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn raise(&self, business: &Business) -> Result<()> {
        let usage = self.parts.store.usage(business.id, None).await?;
        let (was, now) = (usage.standing, self.parts.clock.now());
        let Some(standing) = was.raised(business.verified, &usage.reach, RAISE, now) else {
            return Ok(());
        };
        match self.parts.store.set_standing(business.id, was, standing).await {
            Ok(()) => {
                let (tier, fast) = (standing.tier.name(), standing.fast);
                tracing::info!(business = %business.id, tier, fast, "limits of a business rose");
                let max_daily = standing.tier(business.verified).most();
                let notice = Notice::Capability { max_daily, max_senders: SENDERS_MAX };
                self.tell(business.id, notice).await?;
                Ok(())
            }
            // The operator changed it in this moment; the next round looks again.
            Err(StoreError::Conflict(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }
}

fn throughput(usage: &Usage, is_asked: bool, now: Timestamp) -> LimitLine {
    let rate = usage.limits.throughput;
    let left = rate.filter(|_| is_asked).map(|rate| rate.left(usage.throughput_tat, now));
    LimitLine {
        name: "throughput",
        counts: "messages a second of this sender".to_owned(),
        value: rate.map(|rate| 1_000_000 / rate.period_us.max(1)),
        used: rate.zip(left).map(|(rate, left)| rate.burst - left),
        left,
        resets_at: left.and(Some(usage.throughput_tat)).filter(|tat| *tat > now),
        raised_by: "no limit of people, 100,000 of them reached in 24 hours and good quality make it \
            1,000; so does the operator",
        refusal: Some(Refusal::ThroughputExceeded),
    }
}

fn pair(usage: &Usage) -> LimitLine {
    let rate = usage.limits.pair;
    let period_s = rate.map_or(0, |rate| rate.period_us / 1_000_000);
    LimitLine {
        name: "pair_rate",
        counts: format!("messages to one person at once, then one in {period_s} s"),
        value: rate.map(|rate| rate.burst),
        used: None,
        left: None,
        resets_at: None,
        raised_by: "nothing: it protects people",
        refusal: Some(Refusal::PairRateExceeded),
    }
}

fn people(business: &Business, usage: &Usage, now: Timestamp) -> LimitLine {
    let tier = usage.standing.tier(business.verified);
    let used = usage.reach.last_day(now);
    let most = tier.most().filter(|_| usage.limits.portfolio);
    let piloted = usage.limits.pilot.zip(usage.access.as_ref());
    let piloted = piloted.and_then(|(rule, access)| access.people(rule, now));
    let most = [most, piloted].into_iter().flatten().min();
    LimitLine {
        name: "people_per_day",
        counts: "different people reached in 24 hours outside open conversations, by all senders"
            .to_owned(),
        value: most.map(i64::from),
        used: Some(i64::from(used)),
        left: most.map(|most| i64::from(most.saturating_sub(used))),
        resets_at: usage.reach.frees_at(now),
        raised_by: tier.raised_by(),
        refusal: Some(Refusal::PortfolioLimitReached),
    }
}

fn growth(usage: &Usage, now: Timestamp) -> LimitLine {
    let used = usage.reach.last_day(now);
    let most = usage.limits.rules.and_then(|rules| rules.growth.ceiling(&usage.standing.growth));
    LimitLine {
        name: "marketing_people_per_day",
        counts: "the same people, of whom marketing may reach so many while the business grows"
            .to_owned(),
        value: most.map(i64::from),
        used: Some(i64::from(used)),
        left: most.map(|most| i64::from(most.saturating_sub(used))),
        resets_at: usage.reach.frees_at(now),
        raised_by: "three days of good quality in which half of it is used double it; 30 green days end it",
        refusal: Some(Refusal::PortfolioLimitReached),
    }
}

fn marketing(usage: &Usage) -> [LimitLine; 3] {
    let rule = usage.limits.budget;
    let line = |name, counts: &str, value: Option<u32>, raised_by, refusal| LimitLine {
        name,
        counts: counts.to_owned(),
        value: value.map(i64::from),
        used: None,
        left: None,
        resets_at: None,
        raised_by,
        refusal: Some(refusal),
    };
    let (hers, full) = ("she alone", Refusal::MarketingCapReached);
    let each = rule.map(|rule| rule.each);
    let week = rule.map(|rule| rule.week);
    let notices = rule.map(|rule| rule.notices);
    [
        line(
            "marketing_per_person",
            "marketing templates to one person in 7 days of UTC, of this business, unless she chose otherwise",
            each,
            hers,
            full,
        ),
        line(
            "marketing_per_person_of_all",
            "marketing templates to one person in 7 days of UTC, of all businesses together, unless she chose otherwise",
            week,
            hers,
            full,
        ),
        line(
            "notices_per_person",
            "utility and authentication templates to one person in a day of UTC outside open conversations",
            notices,
            "an open conversation with her exempts, and what she called urgent",
            Refusal::NoticesReached,
        ),
    ]
}

fn creations() -> LimitLine {
    LimitLine {
        name: "template_creations",
        counts: "new templates of the business in an hour".to_owned(),
        value: i64::try_from(CREATIONS_PER_HOUR).ok(),
        used: None,
        left: None,
        resets_at: None,
        raised_by: "nothing",
        refusal: None,
    }
}
