//! What goes into one request: one event, or several for a receiver that asked for it.

use super::attempt::webhook_id;
use super::lanes::Lanes;
use super::round::{Job, Round};
use super::share::Share;
use super::worker::Worker;
use bytes::Bytes;
use kurier_policy::id::SenderId;
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Sender};
use kurier_wire::webhook::join_bodies;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// No body is larger; a batch ends before it would be.
const BODY_MAX: usize = 3_000_000;

/// One request.
pub(super) struct Parcel {
    /// The events in it, in order; never empty.
    pub jobs: Vec<Job>,
    /// What is signed and sent.
    pub body: Bytes,
    /// `webhook-id`.
    pub id: String,
}

/// What a round still has to send, and what it remembers.
pub(super) struct Load<'a> {
    pub business: &'a Business,
    pub share: &'a Share,
    pub jobs: VecDeque<Job>,
    pub lanes: Lanes,
    pub senders: FxHashMap<SenderId, Sender>,
}

impl Worker {
    /// The next request; `None` = nothing can be started now.
    pub(super) async fn pack(
        &self,
        load: &mut Load<'_>,
        round: &mut Round,
    ) -> Result<Option<Parcel>, StoreError> {
        let max = load.share.batch.map_or(1, |batch| batch.max as usize);
        let (mut jobs, mut bodies, mut size) = (Vec::new(), Vec::<Bytes>::new(), 0_usize);
        while jobs.len() < max {
            // What is tried again goes alone: its first attempt may have arrived.
            let is_fresh = load.jobs.front().is_some_and(|job| job.retry.is_none());
            if !jobs.is_empty() && !is_fresh {
                break;
            }
            let next = if load.share.batch.is_some() {
                load.jobs.pop_front()
            } else {
                load.lanes.next(&mut load.jobs)
            };
            let Some(job) = next else { break };
            let Some(body) = self.body(load.business, &mut load.senders, &job).await? else {
                round.skip(&job);
                load.lanes.free(job.event.seq);
                continue;
            };
            if !jobs.is_empty() && size.saturating_add(body.len()) > BODY_MAX {
                load.jobs.push_front(job);
                break;
            }
            size = size.saturating_add(body.len());
            let alone = job.retry.is_some();
            jobs.push(job);
            bodies.push(body);
            if alone {
                break;
            }
        }
        Ok(self.parcel(jobs, bodies))
    }

    fn parcel(&self, jobs: Vec<Job>, mut bodies: Vec<Bytes>) -> Option<Parcel> {
        let (first, last) = (jobs.first()?.event.seq, jobs.last()?.event.seq);
        let id = webhook_id(self.business, first);
        if first == last {
            return Some(Parcel { jobs, body: bodies.pop()?, id });
        }
        let parts: Vec<&[u8]> = bodies.iter().map(|body| &body[..]).collect();
        let body = Bytes::from(join_bodies(&parts)?);
        Some(Parcel { jobs, body, id: format!("{id}-{}", last.0) })
    }
}

/// Until when a batch that is not full waits for more; `None` = it need not.
pub(super) fn waits_until(share: &Share, jobs: &[Job], now: Timestamp) -> Option<Timestamp> {
    let batch = share.batch?;
    let first = jobs.first()?;
    if first.retry.is_some() || jobs.len() >= batch.max as usize {
        return None;
    }
    let wait_us = i64::from(batch.wait_ms).saturating_mul(1_000);
    let until = Timestamp(first.event.at.0.saturating_add(wait_us));
    (until > now).then_some(until)
}
