//! Messages that wait for their time.

use super::Result;
use crate::record::{Cancelled, IdempotencyKey, NewScheduled, Scheduled, ScheduledPut, Settlement};
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;

/// Messages that wait for their time.
#[async_trait]
pub trait ScheduleStore {
    /// Keeps a message until its time; `Full` if `max` of this business wait, or, of one that must wait
    /// ([`NewScheduled::held`]), `max` of this business for this person, or for the assessment of the same template. The same key and body again gives
    /// the first outcome.
    async fn schedule(
        &self,
        new: NewScheduled,
        key: Option<IdempotencyKey>,
        max: u32,
        now: Timestamp,
    ) -> Result<ScheduledPut>;
    /// One of the business, whatever became of it. `NotFound("scheduled")` if it is none of its own.
    async fn scheduled(&self, business: BusinessId, id: i64) -> Result<Scheduled>;
    /// Those of a business that still wait, after `after`, by id, at most `limit`.
    async fn waiting_scheduled(
        &self,
        business: BusinessId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Scheduled>>;
    /// Cancels one that waits; one that goes, went, was refused or was cancelled stays as it is.
    /// `NotFound("scheduled")` if it is none of its own.
    async fn cancel_scheduled(
        &self,
        business: BusinessId,
        id: i64,
        now: Timestamp,
    ) -> Result<Cancelled>;
    /// Marks those that are due as going, which none of them can be cancelled out of, and answers them oldest
    /// first with those that an earlier round left going, at most `limit`.
    async fn take_due(&self, now: Timestamp, limit: u32) -> Result<Vec<Scheduled>>;
    /// Writes down what became of those that were going; each that went or was refused no longer needs its
    /// idempotency key ([`IdempotencyKey::of_scheduled`]), which goes with the same step.
    async fn settle_scheduled(&self, settled: Vec<Settlement>, now: Timestamp) -> Result<()>;
    /// When the next one is due.
    async fn next_due(&self) -> Result<Option<Timestamp>>;
    /// Forgets those that were done with before `before`, at most `limit`.
    async fn forget_scheduled(&self, before: Timestamp, limit: u32) -> Result<u64>;
}
