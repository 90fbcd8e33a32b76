//! What a node does because wake-ups of other nodes may be lost: every second it asks the store how far the logs
//! that are watched here have grown, and wakes those who may not know.
//!
//! So a reader follows its cursor within two seconds whatever becomes of the network between nodes, at the
//! price of one query per thousand watched inboxes and second. A node that is alone needs no patrol: nobody else writes.

use crate::stop::stopped;
use kurier_bus::{Bus, Topic, Wake};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, PersonId};
use kurier_store::port::{Result, Store};
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// From one round to the next.
const PERIOD: Duration = Duration::from_secs(1);
/// Inboxes asked for in one query.
const PAGE: usize = 1_000;

/// The patrol of one node.
pub struct Patrol {
    store: Arc<dyn Store>,
    bus: Arc<dyn Bus>,
    inboxes: Seen<PersonId, InboxSeq>,
    events: Seen<BusinessId, EventSeq>,
}

impl Patrol {
    /// A patrol that has seen nothing yet.
    pub fn new(store: Arc<dyn Store>, bus: Arc<dyn Bus>) -> Self {
        Self { store, bus, inboxes: Seen::default(), events: Seen::default() }
    }

    /// Goes its rounds until `stop` turns true.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut rounds = tokio::time::interval(PERIOD);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                () = stopped(&mut stop) => return,
            }
            if let Err(error) = self.round().await {
                // What was not seen now will be seen in the next round.
                tracing::debug!(%error, "a round of the patrol was cut short");
            }
        }
    }

    /// Looks once at everything that is watched on this node; answers how many were woken.
    pub async fn round(&mut self) -> Result<usize> {
        let watched = self.bus.watched();
        self.inboxes.keep(&watched.inboxes);
        self.events.keep(&watched.events);
        let mut woken = 0;
        for page in watched.inboxes.chunks(PAGE) {
            let heads = self.store.inbox_heads(page.to_vec()).await?;
            for (person, head) in page.iter().zip(heads) {
                if self.inboxes.is_new(*person, head) {
                    self.bus.wake_here(Topic::Inbox(*person), Wake::Grown(head));
                    woken += 1;
                }
            }
        }
        for business in watched.events {
            let head = self.store.event_head(business).await?;
            if self.events.is_new(business, head) {
                self.bus.wake_here(Topic::Events(business), Wake::Events(business));
                woken += 1;
            }
        }
        Ok(woken)
    }
}

/// How far logs had grown when they were last looked at.
struct Seen<K, S>(FxHashMap<K, S>);

impl<K, S> Default for Seen<K, S> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Hash + Eq + Copy, S: Ord + Copy> Seen<K, S> {
    /// Forgets what is watched no more.
    fn keep(&mut self, watched: &[K]) {
        if self.0.is_empty() {
            return;
        }
        let former = std::mem::take(&mut self.0);
        let kept = watched.iter().filter_map(|key| Some((*key, *former.get(key)?)));
        self.0 = kept.collect();
    }

    /// Notes a place; whether it is one that readers may not know. Of a log seen for the first time nobody can say:
    /// it may have grown between the reader's first look and this one.
    fn is_new(&mut self, key: K, place: S) -> bool {
        self.0.insert(key, place).is_none_or(|former| former < place)
    }
}

#[cfg(test)]
#[path = "patrol_tests.rs"]
mod tests;
