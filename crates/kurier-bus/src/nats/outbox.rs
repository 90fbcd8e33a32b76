//! Wake-ups on their way out. Putting one here never waits; what is too much is lost and counted.

use crate::queue::Queue;
use crate::{Topic, Wake};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Most wake-ups that wait over all topics: some megabytes.
const WAITING_MAX: usize = 65_536;

/// What waits, by topic; the topics in the order of their first.
#[derive(Default)]
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    arrived: Notify,
}

#[derive(Default)]
struct Waiting {
    queues: FxHashMap<Topic, Queue>,
    order: VecDeque<Topic>,
    total: usize,
}

impl Outbox {
    /// Puts one to the others of its topic; answers how many were lost by it.
    pub(super) fn push(&self, topic: Topic, wake: Wake) -> usize {
        let mut waiting = self.lock();
        if waiting.total >= WAITING_MAX {
            return 1;
        }
        let Waiting { queues, order, total } = &mut *waiting;
        let queue = queues.entry(topic).or_insert_with(|| {
            order.push_back(topic);
            Queue::default()
        });
        let before = queue.len();
        queue.push(wake);
        let after = queue.len();
        *total = *total + after - before;
        drop(waiting);
        self.arrived.notify_one();
        // A full queue became one advice to look.
        if after < before { before + 1 } else { 0 }
    }

    /// All that wait for the topic that waits longest.
    pub(super) async fn take(&self) -> (Topic, Queue) {
        loop {
            if let Some(found) = self.try_take() {
                return found;
            }
            self.arrived.notified().await;
        }
    }

    fn try_take(&self) -> Option<(Topic, Queue)> {
        let mut waiting = self.lock();
        let topic = waiting.order.pop_front()?;
        let queue = waiting.queues.remove(&topic).unwrap_or_default();
        waiting.total -= queue.len();
        Some((topic, queue))
    }

    /// Nothing in here is half-changed by a panic elsewhere.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::QUEUE_MAX;
    use kurier_policy::id::{BusinessId, InboxSeq, PersonId};

    fn inbox(number: usize) -> Topic {
        Topic::Inbox(PersonId(i64::try_from(number).unwrap()))
    }

    #[test]
    fn a_place_that_grows_on_is_told_once() {
        let outbox = Outbox::default();
        for place in [3, 5, 4] {
            assert_eq!(outbox.push(inbox(1), Wake::Grown(InboxSeq(place))), 0);
        }
        let (_, mut queue) = outbox.try_take().unwrap();
        assert!(matches!(queue.pop(), Some(Wake::Grown(InboxSeq(5)))));
        assert!(queue.pop().is_none() && outbox.try_take().is_none());
    }

    #[test]
    fn a_full_topic_becomes_one_look_and_its_loss_is_counted() {
        let outbox = Outbox::default();
        let typing = |number| Wake::Typing(BusinessId(number));
        let lost: usize = (0..=i64::try_from(QUEUE_MAX).unwrap())
            .map(|number| outbox.push(inbox(1), typing(number)))
            .sum();
        assert_eq!(lost, QUEUE_MAX + 1);
        let (_, mut queue) = outbox.try_take().unwrap();
        assert!(matches!(queue.pop(), Some(Wake::Look)));
        assert_eq!(outbox.lock().total, 0);
    }

    #[test]
    fn what_waits_in_all_is_bounded() {
        let outbox = Outbox::default();
        let lost: usize = (0..WAITING_MAX + 10).map(|n| outbox.push(inbox(n), Wake::Look)).sum();
        assert_eq!(lost, 10);
        assert_eq!(outbox.lock().total, WAITING_MAX);
        while outbox.try_take().is_some() {}
        assert_eq!(outbox.lock().total, 0);
        assert_eq!(outbox.push(inbox(1), Wake::Look), 0);
    }
}
