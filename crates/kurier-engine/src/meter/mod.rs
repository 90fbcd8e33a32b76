//! What operators see of the engine at work. Recording is an atomic addition on a handle made once;
//! without a recorder (no metrics listener) it does nothing. Nothing here formats a text per message.
//!
//! Handles belong to the recorder that is installed when they are made: the wiring installs it first.

pub mod series;

use kurier_egress::webhook::Outcome;
use kurier_policy::refusal::Refusal;
use kurier_store::port::StoreError;
use kurier_store::record::Admitted;
use metrics::{Counter, Histogram, counter, gauge, histogram};
use rustc_hash::FxHashMap;
use std::time::Duration;

/// Sizes and durations of one verb's batches.
pub(crate) struct BatchMeter {
    items: Histogram,
    duration: Histogram,
}

impl BatchMeter {
    pub(crate) fn new(verb: &'static str) -> Self {
        Self {
            items: histogram!(series::BATCH_ITEMS_TAKEN.name, "verb" => verb),
            duration: histogram!(series::BATCH_DURATION.name, "verb" => verb),
        }
    }

    pub(crate) fn took(&self, items: usize, duration: Duration) {
        // A batch has at most a thousand items.
        self.items.record(u32::try_from(items).unwrap_or(u32::MAX));
        self.duration.record(duration);
    }
}

/// Outcomes of admissions, one counter each.
pub(crate) struct AdmissionMeter {
    accepted: Counter,
    replayed: Counter,
    key_reused: Counter,
    held: Counter,
    refused: FxHashMap<Refusal, Counter>,
    failed_later: FxHashMap<Refusal, Counter>,
}

impl AdmissionMeter {
    pub(crate) fn new() -> Self {
        let (later, now): (Vec<Refusal>, Vec<Refusal>) =
            Refusal::ALL.iter().partition(|refusal| refusal.answers_later());
        let all = |outcome: &'static str, refusals: Vec<Refusal>| {
            refusals.into_iter().map(|refusal| (refusal, refused(outcome, refusal))).collect()
        };
        Self {
            accepted: admissions("accepted"),
            replayed: admissions("replayed"),
            key_reused: admissions("key_reused"),
            held: admissions("held"),
            refused: all("refused", now),
            failed_later: all("failed_later", later),
        }
    }

    pub(crate) fn count(&self, results: &[Admitted]) {
        let mut accepted = 0;
        for result in results {
            match result {
                Admitted::Accepted(done) if !done.replayed => accepted += 1,
                Admitted::Accepted(_)
                | Admitted::Kept { .. }
                | Admitted::FailedLater { replayed: true, .. } => {
                    self.replayed.increment(1);
                }
                Admitted::FailedLater { refusal, .. } => one(&self.failed_later, *refusal),
                Admitted::Refused { refusal, .. } => one(&self.refused, *refusal),
                Admitted::Held { .. } => self.held.increment(1),
                Admitted::KeyReused => self.key_reused.increment(1),
            }
        }
        self.accepted.increment(accepted);
    }
}

fn admissions(outcome: &'static str) -> Counter {
    counter!(series::ADMISSIONS.name, "outcome" => outcome, "refusal" => "none", "code" => "0")
}

fn refused(outcome: &'static str, refusal: Refusal) -> Counter {
    let code = kurier_wire::error::of_refusal(refusal).code.to_string();
    counter!(series::ADMISSIONS.name,
        "outcome" => outcome, "refusal" => refusal.name(), "code" => code)
}

fn one(counters: &FxHashMap<Refusal, Counter>, refusal: Refusal) {
    if let Some(counter) = counters.get(&refusal) {
        counter.increment(1);
    }
}

/// How many items wait in front of a verb.
pub(crate) fn queue_depth(verb: &'static str, waiting: usize) {
    gauge!(series::QUEUE_DEPTH.name, "verb" => verb)
        .set(u32::try_from(waiting).unwrap_or(u32::MAX));
}

/// A request, or a round of background work, that the store failed. What is merely not there, or
/// contradicts what is there, is an answer and no failure.
pub fn store_failed(error: &StoreError) {
    let kind = match error {
        StoreError::Unavailable(_) => "unavailable",
        StoreError::Full => "full",
        StoreError::Corrupt { .. } => "corrupt",
        StoreError::Conflict(_) | StoreError::NotFound(_) => return,
    };
    counter!(series::STORE_ERRORS.name, "kind" => kind).increment(1);
}

/// Messages failed because of their age.
pub(crate) fn expired(messages: usize) {
    counter!(series::EXPIRED.name).increment(u64::try_from(messages).unwrap_or(u64::MAX));
}

/// The ledger will be audited: its series are there from the beginning.
pub(crate) fn ledger_audits_begin() {
    counter!(series::LEDGER_AUDITS.name).increment(0);
    counter!(series::LEDGER_FINDINGS.name).increment(0);
}

/// What an audit of the ledger found.
pub(crate) fn ledger_findings(broken: u64) {
    counter!(series::LEDGER_AUDITS.name).increment(1);
    counter!(series::LEDGER_FINDINGS.name).increment(broken);
}

/// One attempt to deliver a webhook.
pub(crate) fn webhook_attempt(outcome: &Outcome, took_ms: u32) {
    let outcome = match outcome {
        Outcome::Delivered { .. } => "delivered",
        Outcome::Failed { .. } => "failed",
        Outcome::Gone => "gone",
    };
    counter!(series::WEBHOOK_ATTEMPTS.name, "outcome" => outcome).increment(1);
    histogram!(series::WEBHOOK_DURATION.name).record(Duration::from_millis(took_ms.into()));
}

/// What a look at all subscriptions found: how many this node holds, and how far they are behind.
pub(crate) fn webhook_backlog(subscriptions: usize, events: i64) {
    gauge!(series::WEBHOOK_SUBSCRIPTIONS.name)
        .set(u32::try_from(subscriptions).unwrap_or(u32::MAX));
    gauge!(series::WEBHOOK_BACKLOG.name).set(u32::try_from(events.max(0)).unwrap_or(u32::MAX));
}

/// Makes the series that would otherwise first appear with the first trouble.
pub(crate) fn begin() {
    for kind in ["unavailable", "full", "corrupt"] {
        counter!(series::STORE_ERRORS.name, "kind" => kind).increment(0);
    }
    for outcome in ["delivered", "failed", "gone"] {
        counter!(series::WEBHOOK_ATTEMPTS.name, "outcome" => outcome).increment(0);
    }
    expired(0);
    webhook_backlog(0, 0);
}
