//! What became of single messages, and taking them back.

use super::Result;
use crate::record::{Attempt, Recalled, Retry};
use async_trait::async_trait;
use kurier_policy::event::Event;
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId};
use kurier_policy::ledger::{Transfer, TransferKind};
use kurier_policy::pricing::Category;
use kurier_policy::time::Timestamp;

/// The history of single messages.
#[async_trait]
pub trait HistoryStore {
    /// The status events of one message of this business, in order: at most a handful.
    /// `NotFound("message")` if it is none of its own.
    async fn message_events(&self, business: BusinessId, message: MessageRef)
    -> Result<Vec<Event>>;
    /// The posting that moved the price told by `event` of a message of this category; `None` if that event
    /// moved nothing of this kind.
    async fn transfer_of(
        &self,
        business: BusinessId,
        kind: TransferKind,
        category: Category,
        event: EventSeq,
    ) -> Result<Option<Transfer>>;
    /// Attempts of a subscription to deliver these events, oldest first: at most 100 of each.
    async fn attempts_of(&self, subscription: i64, events: Vec<EventSeq>) -> Result<Vec<Attempt>>;
    /// Those of these events that a subscription still owes.
    async fn retries_of(&self, subscription: i64, events: Vec<EventSeq>) -> Result<Vec<Retry>>;
    /// The person listened to this message of her inbox: appends a `Played` status, the first time. Answers its business if it
    /// did. `NotFound("message")` if no business sent her a message there, or it is gone.
    async fn note_played(
        &self,
        person: PersonId,
        seq: InboxSeq,
        now: Timestamp,
    ) -> Result<Option<BusinessId>>;
    /// Takes a message back that the person has not read: it is gone from her inbox, and her devices are
    /// told to delete it. Undelivered, its price is given back; delivered, it stays charged. Appends a
    /// `Recalled` status. `NotFound("message")` if it is no message of this business.
    async fn recall(
        &self,
        business: BusinessId,
        message: MessageRef,
        now: Timestamp,
    ) -> Result<Recalled>;
}
