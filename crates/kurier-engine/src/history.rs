//! What became of one message: its statuses, how the business was told of each, and what each moved.

use crate::{Engine, Result};
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{BusinessId, MessageRef};
use kurier_policy::ledger::{Transfer, TransferKind};
use kurier_policy::pricing::Price;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_store::record::{Attempt, Subscription};

/// One status of a message.
#[derive(Debug, Clone)]
pub struct Told {
    /// The event.
    pub event: Event,
    /// Which status.
    pub status: Status,
    /// Why it failed.
    pub refusal: Option<Refusal>,
    /// How its webhook stands; `None` = there is no subscription, or its log no longer reaches so far.
    pub webhook: Option<WebhookState>,
    /// Where the webhook goes.
    pub url: Option<String>,
    /// The attempts to deliver it, oldest first.
    pub attempts: Vec<Attempt>,
    /// The posting that it made.
    pub transfer: Option<Transfer>,
}

/// How the webhook of one event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// Not tried yet.
    Pending,
    /// Answered with 2xx.
    Delivered,
    /// Given up.
    Failed,
    /// Tried, and to be tried again.
    Retrying,
}

impl WebhookState {
    /// As the Cloud API calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Delivered => "DELIVERED",
            Self::Failed => "FAILED",
            Self::Retrying => "RETRYING",
        }
    }

    fn of(event: &Event, to: &Subscription, attempts: &[Attempt], is_owed: bool) -> Option<Self> {
        let worked =
            |attempt: &Attempt| attempt.http_status.is_some_and(|it| (200..300).contains(&it));
        let is_tried = !attempts.is_empty();
        match (is_owed || event.seq > to.cursor, is_tried) {
            _ if attempts.iter().any(worked) => Some(Self::Delivered),
            (true, true) if to.disabled => Some(Self::Failed),
            (true, true) => Some(Self::Retrying),
            (true, false) => Some(Self::Pending),
            (false, true) => Some(Self::Failed),
            // It passed before anything was written down, or so long ago that it is forgotten.
            (false, false) => None,
        }
    }
}

impl Engine {
    /// The statuses of one message of the business, in order.
    pub async fn message_history(
        &self,
        business: BusinessId,
        message: MessageRef,
    ) -> Result<Vec<Told>> {
        let store = &self.parts.store;
        let events = store.message_events(business, message).await?;
        let seqs: Vec<_> = events.iter().map(|event| event.seq).collect();
        let subscription = store.subscriptions(business).await?.into_iter().next();
        let (attempts, owed) = match &subscription {
            None => (Vec::new(), Vec::new()),
            Some(to) => (
                store.attempts_of(to.id, seqs.clone()).await?,
                store.retries_of(to.id, seqs).await?,
            ),
        };
        let mut told = Vec::with_capacity(events.len());
        for event in events {
            let EventKind::Status { status, refusal, price, .. } = event.kind else { continue };
            let attempts: Vec<Attempt> =
                attempts.iter().filter(|attempt| attempt.event == event.seq).cloned().collect();
            let is_owed = owed.iter().any(|retry| retry.event == event.seq);
            let webhook = subscription
                .as_ref()
                .and_then(|to| WebhookState::of(&event, to, &attempts, is_owed));
            let transfer = self.transfer_of(business, &event, status, refusal, price).await?;
            let url = subscription.as_ref().map(|to| to.callback_url.clone());
            told.push(Told { event, status, refusal, webhook, url, attempts, transfer });
        }
        Ok(told)
    }

    async fn transfer_of(
        &self,
        business: BusinessId,
        event: &Event,
        status: Status,
        refusal: Option<Refusal>,
        price: Price,
    ) -> Result<Option<Transfer>> {
        let kind = match status {
            Status::Sent => TransferKind::Reserve,
            Status::Delivered => TransferKind::Post,
            Status::Failed => TransferKind::Void,
            Status::Recalled if refusal.is_some() => TransferKind::Void,
            _ => return Ok(None),
        };
        if price.micros.0 <= 0 {
            return Ok(None);
        }
        Ok(self.parts.store.transfer_of(business, kind, price.category, event.seq).await?)
    }
}
