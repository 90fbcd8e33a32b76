//! The bus of a single node: watchers in sharded maps, nothing copied but an `Arc`.

pub use crate::queue::QUEUE_MAX;

use crate::queue::Queue;
use crate::{Bus, Topic, Wake, Watch, Watched};
use async_trait::async_trait;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Maps that are locked apart; a power of two.
const SHARDS: usize = 64;

type Shard = Mutex<FxHashMap<Topic, Watchers>>;

/// The bus; cheap to clone, all clones are one bus.
#[derive(Clone)]
pub struct MemoryBus {
    shards: Arc<[Shard]>,
}

impl Default for MemoryBus {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Shard::default()).collect() }
    }
}

impl MemoryBus {
    /// A bus without watchers.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many watches are held now, over all topics.
    pub fn watchers(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).values().map(Watchers::len).sum::<usize>()).sum()
    }

    /// Whether anybody watches `topic`.
    pub(crate) fn is_watched(&self, topic: Topic) -> bool {
        self.shard(topic).is_some_and(|shard| shard.contains_key(&topic))
    }

    fn shard(&self, topic: Topic) -> Option<MutexGuard<'_, FxHashMap<Topic, Watchers>>> {
        // The upper bits: the map inside uses the lower ones.
        let hash = FxBuildHasher.hash_one(topic).rotate_left(6);
        let index = usize::try_from(hash).unwrap_or_default() & (SHARDS - 1);
        self.shards.get(index).map(lock)
    }
}

#[async_trait]
impl Bus for MemoryBus {
    fn wake(&self, topic: Topic, wake: Wake) {
        let Some(shard) = self.shard(topic) else { return };
        match shard.get(&topic) {
            None => {}
            Some(Watchers::One(slot)) => slot.push(wake),
            Some(Watchers::Many(slots)) => slots.iter().for_each(|slot| slot.push(wake.clone())),
        }
    }

    fn wake_here(&self, topic: Topic, wake: Wake) {
        self.wake(topic, wake);
    }

    fn watched(&self) -> Watched {
        let mut watched = Watched::default();
        for shard in &*self.shards {
            for topic in lock(shard).keys() {
                match topic {
                    Topic::Inbox(person) => watched.inboxes.push(*person),
                    Topic::Events(business) => watched.events.push(*business),
                    Topic::AllEvents => {}
                }
            }
        }
        watched
    }

    fn watch(&self, topic: Topic) -> Box<dyn Watch> {
        let slot = Arc::new(Slot::default());
        if let Some(mut shard) = self.shard(topic) {
            match shard.entry(topic) {
                Entry::Vacant(free) => {
                    free.insert(Watchers::One(Arc::clone(&slot)));
                }
                Entry::Occupied(taken) => taken.into_mut().add(Arc::clone(&slot)),
            }
        }
        Box::new(MemoryWatch { bus: self.clone(), topic, slot })
    }
}

/// The watchers of one topic. Nearly all inboxes have one device: no list for them.
enum Watchers {
    One(Arc<Slot>),
    Many(Vec<Arc<Slot>>),
}

impl Watchers {
    fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(slots) => slots.len(),
        }
    }

    fn add(&mut self, slot: Arc<Slot>) {
        match self {
            Self::One(first) => *self = Self::Many(vec![Arc::clone(first), slot]),
            Self::Many(slots) => slots.push(slot),
        }
    }

    /// Takes a watcher out; answers whether none is left.
    fn remove(&mut self, slot: &Arc<Slot>) -> bool {
        match self {
            Self::One(only) => Arc::ptr_eq(only, slot),
            Self::Many(slots) => {
                slots.retain(|other| !Arc::ptr_eq(other, slot));
                slots.is_empty()
            }
        }
    }
}

/// Where wake-ups wait for one watcher.
#[derive(Default)]
struct Slot {
    queue: Mutex<Queue>,
    arrived: Notify,
}

impl Slot {
    fn push(&self, wake: Wake) {
        lock(&self.queue).push(wake);
        self.arrived.notify_one();
    }

    fn pop(&self) -> Option<Wake> {
        lock(&self.queue).pop()
    }
}

struct MemoryWatch {
    bus: MemoryBus,
    topic: Topic,
    slot: Arc<Slot>,
}

#[async_trait]
impl Watch for MemoryWatch {
    async fn next(&mut self) -> Wake {
        loop {
            // A wake-up that comes after this look leaves a permit, so the wait ends at once.
            if let Some(wake) = self.slot.pop() {
                return wake;
            }
            self.slot.arrived.notified().await;
        }
    }
}

impl Drop for MemoryWatch {
    fn drop(&mut self) {
        let Some(mut shard) = self.bus.shard(self.topic) else { return };
        if let Entry::Occupied(mut watchers) = shard.entry(self.topic)
            && watchers.get_mut().remove(&self.slot)
        {
            watchers.remove();
        }
    }
}

/// Locks; a panic elsewhere cannot leave these maps half-changed, so poison is no reason to stop.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::id::{BusinessId, PersonId};

    #[test]
    fn a_dropped_watch_leaves_nothing_behind() {
        let bus = MemoryBus::new();
        let topic = Topic::Inbox(PersonId(1));
        let (first, second, third) = (bus.watch(topic), bus.watch(topic), bus.watch(topic));
        let other = bus.watch(Topic::AllEvents);
        assert_eq!(bus.watchers(), 4);
        drop((first, third));
        assert_eq!(bus.watchers(), 2);
        drop((second, other));
        assert_eq!(bus.watchers(), 0);
        assert!(bus.shards.iter().all(|shard| lock(shard).is_empty()));
    }

    #[test]
    fn an_idle_watch_is_small() {
        let per_watch = size_of::<Slot>()
            + 2 * size_of::<usize>() // counts of the Arc
            + size_of::<MemoryWatch>()
            + size_of::<(Topic, Watchers)>();
        assert!(per_watch <= 200, "{per_watch} bytes");
    }

    #[tokio::test]
    async fn a_drained_queue_gives_its_memory_back() {
        let bus = MemoryBus::new();
        let topic = Topic::Inbox(PersonId(1));
        let mut watch = MemoryWatch { bus: bus.clone(), topic, slot: Arc::default() };
        for n in 0..100 {
            watch.slot.push(Wake::Typing(BusinessId(n)));
        }
        assert!(lock(&watch.slot.queue).capacity() >= 100);
        for _ in 0..100 {
            watch.next().await;
        }
        assert_eq!(lock(&watch.slot.queue).capacity(), 0);
    }

    #[test]
    fn topics_spread_over_the_shards() {
        let bus = MemoryBus::new();
        let watches: Vec<_> = (0..6_400).map(|n| bus.watch(Topic::Inbox(PersonId(n)))).collect();
        let fullest = bus.shards.iter().map(|s| lock(s).len()).max().unwrap_or_default();
        assert_eq!(watches.len(), 6_400);
        assert!(fullest <= 400, "{fullest} of 6,400 topics in one of {SHARDS} shards");
    }
}
