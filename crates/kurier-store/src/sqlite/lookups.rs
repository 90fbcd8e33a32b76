//! Small records asked for with every request (tokens, sessions, senders, businesses), kept by key.

use crate::record::{Business, Device, Sender, TokenRecord};
use kurier_policy::id::{AppId, BusinessId, SenderId};
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

const KEPT: usize = 100_000;

/// One map. A value read before a change must not be kept after it: [`Lookup::keep`] takes the
/// generation under which the reading began.
pub(super) struct Lookup<K, V> {
    inner: RwLock<(u64, FxHashMap<K, V>)>,
}

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Self { inner: RwLock::new((0, FxHashMap::default())) }
    }
}

impl<K: Eq + Hash, V: Clone> Lookup<K, V> {
    /// The value, or the generation to read it under.
    pub(super) fn get(&self, key: &K) -> Result<V, u64> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        inner.1.get(key).cloned().ok_or(inner.0)
    }

    pub(super) fn keep(&self, generation: u64, key: K, value: &V) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if inner.0 != generation {
            return;
        }
        if inner.1.len() >= KEPT {
            inner.1.clear();
        }
        inner.1.insert(key, value.clone());
    }

    pub(super) fn forget(&self, key: &K) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.0 = inner.0.wrapping_add(1);
        inner.1.remove(key);
    }
}

#[derive(Default)]
pub(super) struct Lookups {
    pub(super) businesses: Lookup<BusinessId, Business>,
    pub(super) apps: Lookup<AppId, BusinessId>,
    pub(super) senders: Lookup<SenderId, Sender>,
    pub(super) tokens: Lookup<[u8; 32], TokenRecord>,
    pub(super) devices: Lookup<[u8; 32], Device>,
}
