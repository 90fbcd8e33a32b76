//! What a round posts, and with which bodies.

use super::round::Job;
use super::share::Share;
use super::worker::Worker;
use bytes::Bytes;
use kurier_policy::event::NO_SENDER;
use kurier_policy::id::{EventSeq, SenderId};
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Sender, Subscription};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// Events read in one round while the endpoint is healthy.
const PAGE: u32 = 256;
/// Due retries taken in one round while the endpoint is healthy.
const RETRIES: u32 = 32;
/// Most events that may wait for a retry; beyond, the cursor stops.
const WAITING_MAX: u64 = 1_000;

impl Worker {
    /// Due retries, then new events; while the endpoint fails: one single event. Also the retries
    /// whose event the log no longer holds.
    pub(super) async fn jobs(
        &self,
        subscription: &Subscription,
        share: &Share,
        waiting: u64,
    ) -> Result<(Vec<Job>, Vec<EventSeq>), StoreError> {
        let (store, failing) = (&self.parts.store, subscription.failing_since.is_some());
        let limit = if failing { 1 } else { RETRIES };
        let due = store.due_retries(subscription.id, self.parts.clock.now(), limit).await?;
        let (mut jobs, mut lost) = (Vec::new(), Vec::new());
        for retry in due {
            let before = EventSeq(retry.event.0.saturating_sub(1));
            let found = store.follow_events(self.business, before, 1).await?;
            match found.into_iter().find(|event| event.seq == retry.event) {
                Some(event) => jobs.push(Job { event, retry: Some(retry) }),
                None => lost.push(retry.event),
            }
        }
        let page = match (failing, share.is_all()) {
            (false, _) => PAGE,
            (true, true) => u32::from(jobs.is_empty()),
            // Others' events are passed by without an attempt, however many they are.
            (true, false) => PAGE * u32::from(jobs.is_empty()),
        };
        let room = u32::try_from(WAITING_MAX.saturating_sub(waiting)).unwrap_or(0);
        if page.min(room) > 0 {
            let events =
                store.follow_events(self.business, subscription.cursor, page.min(room)).await?;
            let own = events.iter().position(|event| share.takes(event));
            let count = match own {
                Some(own) if failing => own.saturating_add(1),
                _ => events.len(),
            };
            jobs.extend(events.into_iter().take(count).map(|event| Job { event, retry: None }));
        }
        Ok((jobs, lost))
    }

    /// The body of a job; `None` if its event has no webhook. `senders` remembers who was looked up.
    pub(super) async fn body(
        &self,
        business: &Business,
        senders: &mut FxHashMap<SenderId, Sender>,
        job: &Job,
    ) -> Result<Option<Bytes>, StoreError> {
        if job.event.sender == NO_SENDER {
            return Ok(self.parts.bodies.write(business, None, &job.event));
        }
        let sender = match senders.entry(job.event.sender) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                unknown.insert(self.parts.store.sender(job.event.sender).await?)
            }
        };
        Ok(self.parts.bodies.write(business, Some(sender), &job.event))
    }
}
