//! Small records asked for with every request (tokens, senders, businesses), kept for a moment. What
//! decides about a message never comes from here.

use super::cold::GENERATION;
use super::fault::Work;
use super::session::Session;
use crate::port::Result;
use crate::record::{Business, Sender, TokenRecord};
use deadpool_postgres::Pool;
use kurier_policy::id::{BusinessId, SenderId};
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Most entries of one map; a fuller one is emptied, which costs reads and nothing else.
const KEPT: usize = 100_000;
/// How often it is asked whether another node changed anything.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// One map. Absence is not kept: what is not there may come at any moment.
pub(super) struct Lookup<K, V>(Mutex<FxHashMap<K, V>>);

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Lookup<K, V> {
    pub(super) async fn get_or(
        &self,
        key: K,
        read: impl Future<Output = Result<Option<V>>>,
    ) -> Result<Option<V>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let found = read.await?;
        if let Some(value) = &found {
            let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if map.len() >= KEPT {
                map.clear();
            }
            map.insert(key, value.clone());
        }
        Ok(found)
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[derive(Default)]
pub(super) struct Lookups {
    pub(super) businesses: Lookup<BusinessId, Business>,
    pub(super) senders: Lookup<SenderId, Sender>,
    pub(super) tokens: Lookup<[u8; 32], TokenRecord>,
}

impl Lookups {
    pub(super) fn forget_all(&self) {
        self.businesses.clear();
        self.senders.clear();
        self.tokens.clear();
    }
}

/// Empties the maps whenever the generation has moved, and whenever that cannot be known. A value
/// read just before a change and kept just after it lives until the next change or for one round
/// more: the maps are emptied in two rounds.
pub(super) async fn refresh(pool: Pool, lookups: std::sync::Arc<Lookups>) {
    let mut tick = tokio::time::interval(ASK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut known, mut again) = (None, false);
    loop {
        tick.tick().await;
        let now = generation(&pool).await.ok().flatten();
        let moved = now.is_none() || now != known;
        if moved || again {
            lookups.forget_all();
        }
        (known, again) = (now, moved);
    }
}

async fn generation(pool: &Pool) -> Work<Option<i64>> {
    let session = Session::open(pool).await?;
    Ok(session.one(GENERATION, &[]).await?.map(|row| row.get(0)))
}
