//! How many people a campaign may still reach. Who is beyond that waits for room, as long as that makes sense, and is not passed over.

use super::Outcome;
use crate::Engine;
use kurier_policy::campaign::Campaign;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};
use kurier_store::record::Usage;
use std::collections::BTreeMap;

/// For how long people of a campaign wait for room.
const WAITS_S: i64 = 7 * DAY_S;

impl Engine {
    /// How many different people the business may reach with it in 24 hours; `None` = as many as it likes.
    pub(super) async fn ceiling(&self, campaign: &Campaign, usage: &Usage) -> Outcome<Option<u32>> {
        let (store, standing, limits) = (&self.parts.store, &usage.standing, &usage.limits);
        let growing = limits.rules.and_then(|rules| rules.growth.ceiling(&standing.growth));
        let growing = match growing {
            Some(most) if self.is_marketing(campaign).await? => Some(most),
            _ => None,
        };
        let now = self.parts.clock.now();
        let piloted = limits.pilot.zip(usage.access.as_ref());
        let piloted = piloted.and_then(|(rule, access)| access.people(rule, now));
        let tier = if limits.portfolio {
            let is_verified = store.business(campaign.business).await?.verified;
            standing.tier(is_verified).most()
        } else {
            None
        };
        Ok([tier, growing, piloted].into_iter().flatten().min())
    }

    /// How many more it may reach now; `None` = as many as it likes. It waits no longer than a week: then everybody left is decided
    /// as it stands.
    pub(super) async fn room(
        &self,
        campaign: &Campaign,
        usage: &Usage,
        now: Timestamp,
    ) -> Outcome<Option<u32>> {
        if campaign.run.is_some_and(|run| now >= run.begun_at.plus_s(WAITS_S)) {
            return Ok(None);
        }
        let most = self.ceiling(campaign, usage).await?;
        Ok(most.map(|most| most.saturating_sub(usage.reach.last_day(now))))
    }

    async fn is_marketing(&self, campaign: &Campaign) -> Outcome<bool> {
        let template = self.template_of(campaign).await?;
        Ok(template.is_none_or(|template| template.category == Category::Marketing))
    }
}

/// When it is looked at again after there was no room.
pub(super) fn frees_at(usage: &Usage, now: Timestamp) -> Timestamp {
    let later = now.plus_s(HOUR_S);
    usage.reach.frees_at(now).map_or(later, |at| at.clamp(now.plus_s(1), later))
}

/// How much longer it takes because so many must wait for room.
pub(super) fn takes_s(refused: &BTreeMap<Refusal, u32>, ceiling: Option<u32>) -> i64 {
    let beyond = refused.get(&Refusal::PortfolioLimitReached).copied().unwrap_or(0);
    let days = ceiling.map_or(0, |most| beyond.div_ceil(most.max(1)));
    i64::from(days).saturating_mul(DAY_S).min(WAITS_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_beyond_the_limit_gets_it_on_the_days_after_for_a_week_at_most() {
        let beyond = |people| BTreeMap::from([(Refusal::PortfolioLimitReached, people)]);
        assert_eq!(takes_s(&beyond(251), Some(250)), 2 * DAY_S);
        assert_eq!(takes_s(&beyond(100_000), Some(250)), WAITS_S);
        assert_eq!(takes_s(&BTreeMap::new(), Some(250)), 0);
        assert_eq!(takes_s(&beyond(9), None), 0);
    }
}
