//! The networks of businesses, as this node remembers them: a call from one that it knows costs a look into memory.

use super::{Origin, unlisted};
use crate::{Engine, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{Network, NetworkKey, TakeoverRule, Trust};
use kurier_policy::time::Timestamp;
use kurier_store::record::NetworkCall;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Networks, each with each token, that are kept of a business.
pub(super) const NETWORKS_MAX: u32 = 2_000;
/// Most businesses remembered; a fuller memory is emptied, which costs reads and nothing else.
const KEPT: usize = 20_000;
/// For how long it is believed what a store says of a network that is the business's own, in seconds.
const OWN_S: i64 = 600;
/// And of any other: somebody may have decided about it at another node.
const NEW_S: i64 = 10;

/// What is remembered.
#[derive(Default)]
pub(crate) struct Networks(Mutex<FxHashMap<BusinessId, Known>>);

/// Of one business.
#[derive(Clone)]
struct Known {
    read_at: Timestamp,
    rule: Option<TakeoverRule>,
    created_at: Timestamp,
    networks: NetworksOf,
    calls: FxHashSet<(NetworkKey, [u8; 32])>,
}

/// The networks of a business.
#[derive(Debug, Clone, Default)]
pub(super) struct NetworksOf {
    pub(super) all: FxHashMap<NetworkKey, Network>,
    /// When it called from any for the first time.
    first: Option<Timestamp>,
}

impl NetworksOf {
    pub(super) fn of(calls: &[NetworkCall]) -> Self {
        let mut found = Self::default();
        // The oldest first: the first call of a network is its beginning.
        for call in calls {
            let NetworkCall { network: key, seen_at, trust, .. } = *call;
            found.first.get_or_insert(seen_at);
            found.all.entry(key).or_insert(Network { key, seen_at, trust });
        }
        found
    }

    pub(super) fn is_known(&self, rule: TakeoverRule, network: &Network, at: Timestamp) -> bool {
        self.first.is_some_and(|first| rule.is_known(network, first, at))
    }

    /// Those that are not the business's own at `at`.
    pub(super) fn foreign(&self, rule: TakeoverRule, at: Timestamp) -> Vec<NetworkKey> {
        let all = self.all.values().filter(|network| !self.is_known(rule, network, at));
        all.map(|network| network.key).collect()
    }
}

impl Known {
    /// Whether a call from there needs no look at anything else.
    fn is_own(&self, network: NetworkKey, now: Timestamp) -> bool {
        let Some(rule) = self.rule else { return true };
        let found = self.networks.all.get(&network);
        found.is_some_and(|found| self.networks.is_known(rule, found, now))
            || rule.is_young(self.created_at, now)
    }

    fn is_fresh(&self, network: NetworkKey, now: Timestamp) -> bool {
        let life_s = if self.is_own(network, now) { OWN_S } else { NEW_S };
        (self.read_at..self.read_at.plus_s(life_s)).contains(&now)
    }
}

impl Networks {
    fn lock(&self) -> MutexGuard<'_, FxHashMap<BusinessId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn forget(&self, business: BusinessId) {
        self.lock().remove(&business);
    }

    fn keep(&self, business: BusinessId, known: Known) {
        let mut all = self.lock();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(business, known);
    }
}

impl Engine {
    /// Notes that a business called from there: once for each network and token. Now and then what is known is read again.
    pub async fn note_origin(&self, business: BusinessId, origin: &Origin) -> Result<()> {
        let now = self.parts.clock.now();
        let is_noted = self.networks.lock().get(&business).is_some_and(|known| {
            known.calls.contains(&(origin.network, origin.token))
                && known.is_fresh(origin.network, now)
        });
        if is_noted { Ok(()) } else { self.read_networks(business, origin, now).await.map(drop) }
    }

    /// The rule and the network, if a call from there is to be looked at: the network is not the business's own.
    pub(super) async fn new_network(
        &self,
        business: BusinessId,
        origin: &Origin,
    ) -> Result<Option<(TakeoverRule, Network)>> {
        let now = self.parts.clock.now();
        {
            let all = self.networks.lock();
            if let Some(known) = all.get(&business)
                && known.is_fresh(origin.network, now)
                && known.is_own(origin.network, now)
            {
                return Ok(None);
            }
        }
        let known = self.read_networks(business, origin, now).await?;
        if known.is_own(origin.network, now) {
            return Ok(None);
        }
        let key = origin.network;
        Ok(known.rule.map(|rule| {
            let listed = known.networks.all.get(&key).copied();
            (rule, listed.unwrap_or_else(|| unlisted(rule, key, now)))
        }))
    }

    async fn read_networks(
        &self,
        business: BusinessId,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Known> {
        let store = &self.parts.store;
        let (network, token) = (origin.network, origin.token);
        let is_noted = {
            let all = self.networks.lock();
            all.get(&business).is_some_and(|known| known.calls.contains(&(network, token)))
        };
        let calls = if is_noted {
            store.networks(business).await?
        } else {
            let call = NetworkCall { business, network, token, seen_at: now, trust: Trust::Open };
            store.note_network(call, NETWORKS_MAX).await?
        };
        let known = Known {
            read_at: now,
            rule: store.limits().await?.takeover,
            created_at: store.business(business).await?.created_at,
            networks: NetworksOf::of(&calls),
            // One for which there was no room is not asked for again at once.
            calls: calls
                .iter()
                .map(|call| (call.network, call.token))
                .chain([(network, token)])
                .collect(),
        };
        self.networks.keep(business, known.clone());
        Ok(known)
    }
}
