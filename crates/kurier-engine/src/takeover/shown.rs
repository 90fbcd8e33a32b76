//! How a guard stands, for the business and for operators.

use super::networks::NetworksOf;
use crate::{Engine, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{GUARDED, Guard, Trust};
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Round};
use std::collections::BTreeSet;

/// Networks shown: the newest.
const SHOWN: usize = 20;

/// A guard that is up.
#[derive(Debug, Clone)]
pub struct GuardShown {
    /// As it stands.
    pub guard: Guard,
    /// People who got something since.
    pub people: u64,
    /// How many may.
    pub people_most: u32,
    /// Messages that wait.
    pub waiting: u64,
    /// Networks that the business called from, the newest first.
    pub networks: Vec<NetworkShown>,
}

/// A network, without its address: nobody knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkShown {
    /// When it was seen first.
    pub seen_at: Timestamp,
    /// Whether it was the business's own when the guard went up.
    pub known: bool,
    /// Whether the call that raised the guard came from it.
    pub raised: bool,
    /// What was decided about it.
    pub trust: Trust,
    /// What the tokens are called that were used from it.
    pub tokens: Vec<String>,
}

impl Engine {
    /// The guard over a business, if one is up.
    pub async fn guard(&self, business: BusinessId) -> Result<Option<GuardShown>> {
        let standing = self.parts.store.usage(business, None).await?.standing;
        match standing.takeover.guard {
            Some(guard) => self.guard_shown(business, guard).await.map(Some),
            None => Ok(None),
        }
    }

    /// Businesses after `after` over which a guard is up, among the next `limit`, and after which to go on.
    pub async fn guards(
        &self,
        after: Option<BusinessId>,
        limit: u32,
    ) -> Result<(Vec<(Business, GuardShown)>, Option<BusinessId>)> {
        let page = self.parts.store.businesses(after, limit).await?;
        let is_last = u32::try_from(page.len()).unwrap_or(u32::MAX) < limit;
        let next = page.last().filter(|_| !is_last).map(|last| last.id);
        let mut found = Vec::new();
        for business in page {
            if let Some(guard) = business.standing.takeover.guard {
                let shown = self.guard_shown(business.id, guard).await?;
                found.push((business, shown));
            }
        }
        Ok((found, next))
    }

    async fn guard_shown(&self, business: BusinessId, guard: Guard) -> Result<GuardShown> {
        let (store, rule) = (&self.parts.store, self.rule().await?);
        let Round { round, .. } = Round::guarded(business, &guard);
        let people = store.assessment(business, GUARDED, round).await?.heard.sent;
        let waiting = store.waiting_for_assessment(business).await?;
        let waiting = waiting.into_iter().find(|(of, _)| *of == GUARDED).map_or(0, |(_, n)| n);
        let calls = store.networks(business).await?;
        let networks = NetworksOf::of(&calls);
        let mut all: Vec<_> = networks.all.values().collect();
        all.sort_unstable_by_key(|network| (std::cmp::Reverse(network.seen_at), network.key));
        let mut shown = Vec::new();
        for network in all.into_iter().take(SHOWN) {
            let used = calls.iter().filter(|call| call.network == network.key);
            let tokens: BTreeSet<[u8; 32]> = used.map(|call| call.token).collect();
            let mut labels = Vec::new();
            for token in tokens {
                labels.push(self.label(token).await?);
            }
            shown.push(NetworkShown {
                seen_at: network.seen_at,
                known: network.seen_at < guard.since
                    && networks.is_known(rule, network, guard.since),
                raised: network.key == guard.network,
                trust: network.trust,
                tokens: labels,
            });
        }
        let people_most = rule.people;
        Ok(GuardShown { guard, people, people_most, waiting, networks: shown })
    }

    /// What a token is called; the app's own is none that was made.
    pub(super) async fn label(&self, token: [u8; 32]) -> Result<String> {
        match self.parts.store.token(token).await {
            Ok(record) => Ok(record.label),
            Err(StoreError::NotFound(_)) => Ok("app token".to_owned()),
            Err(other) => Err(other.into()),
        }
    }
}
