//! The bookkeeping of one round of deliveries: pure, so that it can be tested without a network.

use super::schedule::{is_hopeless, next_try};
use kurier_egress::webhook::Outcome;
use kurier_policy::event::Event;
use kurier_policy::id::EventSeq;
use kurier_policy::time::Timestamp;
use kurier_store::record::{Attempt, Retry, Subscription, WebhookProgress};

/// One event to be posted in this round.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Job {
    pub event: Event,
    /// The retry it comes from; `None` = first attempt, in the order of the log.
    pub retry: Option<Retry>,
}

impl Job {
    /// 1 for the first attempt.
    pub(super) fn number(&self) -> u32 {
        self.retry.as_ref().map_or(1, |retry| retry.attempts.saturating_add(1))
    }
}

/// A finished attempt.
#[derive(Debug)]
pub(super) struct Done {
    pub event: EventSeq,
    pub retry: Option<Retry>,
    pub number: u32,
    pub at: Timestamp,
    pub took_ms: u32,
    pub outcome: Outcome,
}

/// One round.
#[derive(Debug)]
pub(super) struct Round {
    subscription: i64,
    /// The cursor as stored.
    recorded: EventSeq,
    /// First attempts of this round in order, and whether each is done.
    page: Vec<(EventSeq, bool)>,
    failing_since: Option<Timestamp>,
    disabled: bool,
    /// Whether the newest answer was a failure: nothing more is started in this round.
    turned_bad: bool,
    attempts: Vec<Attempt>,
    retries: Vec<Retry>,
    settled: Vec<EventSeq>,
    /// Token of the lease that the round was begun under.
    fence: i64,
}

impl Round {
    pub(super) fn new(subscription: &Subscription, jobs: &[Job], fence: i64) -> Self {
        let firsts = jobs.iter().filter(|job| job.retry.is_none());
        Self {
            subscription: subscription.id,
            recorded: subscription.cursor,
            page: firsts.map(|job| (job.event.seq, false)).collect(),
            failing_since: subscription.failing_since,
            disabled: false,
            turned_bad: false,
            attempts: Vec::new(),
            retries: Vec::new(),
            settled: Vec::new(),
            fence,
        }
    }

    pub(super) fn fence(&self) -> i64 {
        self.fence
    }

    /// Whether more attempts may be started.
    pub(super) fn goes_on(&self) -> bool {
        !self.turned_bad && !self.disabled
    }

    /// An event whose retry has lost its object (the log no longer holds it).
    pub(super) fn forget(&mut self, event: EventSeq) {
        self.settled.push(event);
    }

    /// An event that has no webhook.
    pub(super) fn skip(&mut self, job: &Job) {
        self.finish(job.event.seq, job.retry.is_some());
    }

    /// Takes in a finished attempt.
    pub(super) fn absorb(&mut self, done: &Done, now: Timestamp, random: u64) {
        self.attempts.push(Attempt {
            event: done.event,
            number: done.number,
            at: done.at,
            http_status: done.outcome.status(),
            error: match &done.outcome {
                Outcome::Failed { error, .. } => Some(error.clone()),
                Outcome::Delivered { .. } | Outcome::Gone => None,
            },
            took_ms: done.took_ms,
            url: None,
        });
        match &done.outcome {
            Outcome::Delivered { .. } => {
                self.failing_since = None;
                self.turned_bad = false;
                self.finish(done.event, done.retry.is_some());
            }
            // Not done: whoever enables the subscription again gets it.
            Outcome::Gone => self.disabled = true,
            Outcome::Failed { retry_after_s, .. } => {
                let since = *self.failing_since.get_or_insert(done.at);
                self.turned_bad = true;
                self.disabled |= is_hopeless(since, now);
                let first_at = done.retry.as_ref().map_or(done.at, |retry| retry.first_at);
                match next_try(done.number, first_at, now, *retry_after_s, random) {
                    Some(due_at) => self.try_later(Retry {
                        event: done.event,
                        attempts: done.number,
                        due_at,
                        first_at,
                    }),
                    None => self.finish(done.event, true),
                }
            }
        }
    }

    /// What is to be written now; `None` if nothing changed since the last time.
    pub(super) fn take(&mut self) -> Option<WebhookProgress> {
        let from = self.recorded;
        let done = self.page.iter().take_while(|(_, done)| *done).count();
        if let Some((last, _)) = self.page.drain(..done).next_back() {
            self.recorded = last;
        }
        if from == self.recorded && self.attempts.is_empty() && self.settled.is_empty() {
            return None;
        }
        Some(WebhookProgress {
            subscription: self.subscription,
            from,
            cursor: self.recorded,
            attempts: std::mem::take(&mut self.attempts),
            retries: std::mem::take(&mut self.retries),
            settled: std::mem::take(&mut self.settled),
            failing_since: self.failing_since,
            disabled: self.disabled,
            fence: Some(self.fence),
        })
    }

    fn try_later(&mut self, retry: Retry) {
        self.pass(retry.event);
        self.retries.push(retry);
    }

    fn finish(&mut self, event: EventSeq, was_retry: bool) {
        self.pass(event);
        if was_retry {
            self.settled.push(event);
        }
    }

    /// The cursor may pass this event as far as it is concerned.
    fn pass(&mut self, event: EventSeq) {
        if let Ok(place) = self.page.binary_search_by_key(&event, |(seq, _)| *seq)
            && let Some((_, done)) = self.page.get_mut(place)
        {
            *done = true;
        }
    }
}

#[cfg(test)]
#[path = "round_tests.rs"]
mod tests;
