//! Messages that go later: kept now, decided when their time comes, by one node at a time.

use crate::holding::{Holding, node_number};
use crate::{Engine, Result};
use futures_util::future::join_all;
use kurier_policy::id::MessageRef;
use kurier_policy::refusal::Refusal;
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};
use kurier_policy::trace::{Evidence, Rule};
use kurier_store::record::{
    Admission, Admitted, Held, HeldBefore, IdempotencyKey, NewScheduled, Scheduled, ScheduledPut,
    Settled, Settlement,
};
use std::sync::Arc;
use tokio::sync::watch;

/// How far ahead a message may be scheduled.
pub const AHEAD_MAX_S: i64 = 30 * DAY_S;
/// Most messages of a business that may wait for their time.
pub const WAITING_MAX: u32 = 10_000;
/// How often the engine looks for due messages that another node has taken in.
const ROUND_S: i64 = 5;
/// Most messages sent in one step.
const STEP: u32 = 256;
/// When one is tried again that went too fast.
const AGAIN_S: i64 = 2;
/// How long it is told what became of a scheduled message.
const TOLD_S: i64 = 30 * DAY_S;

/// What became of scheduling a message.
#[derive(Debug)]
pub enum Scheduling {
    /// It waits.
    Kept {
        /// As stored.
        scheduled: Box<Scheduled>,
        /// Whether an earlier call with the same key had done it.
        replayed: bool,
    },
    /// Its form or its template are refused already.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The inputs that decided.
        evidence: Box<Evidence>,
    },
    /// The idempotency key was used with another body.
    KeyReused,
    /// As many wait as may.
    Full,
}

impl From<ScheduledPut> for Scheduling {
    fn from(put: ScheduledPut) -> Self {
        match put {
            ScheduledPut::Kept { scheduled, replayed } => Self::Kept { scheduled, replayed },
            ScheduledPut::KeyReused => Self::KeyReused,
            ScheduledPut::Full => Self::Full,
        }
    }
}

/// Whether a refusal will be the same whenever the message goes, as far as anybody can know.
fn is_of_form(refusal: Refusal) -> bool {
    matches!(Rule::of(refusal), Some(Rule::Sender | Rule::Content | Rule::Template))
}

impl Engine {
    /// Keeps a message until its time. Form and template are checked now; permission, window, limits and money
    /// when it goes.
    pub async fn schedule(
        &self,
        new: NewScheduled,
        key: Option<IdempotencyKey>,
    ) -> Result<Scheduling> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let verdict = self.rehearse(new.outbound.clone()).await?;
        let max = match verdict.outcome {
            Err(refusal) if is_of_form(refusal) => {
                // The same call may have been taken when nothing was wrong with it yet.
                let earlier = match key {
                    Some(key) => Some(store.schedule(new, Some(key), 0, now).await?),
                    None => None,
                };
                return Ok(match earlier {
                    None | Some(ScheduledPut::Full) => {
                        Scheduling::Refused { refusal, evidence: Box::new(verdict.evidence) }
                    }
                    Some(earlier) => earlier.into(),
                });
            }
            _ => WAITING_MAX,
        };
        Ok(store.schedule(new, key, max, now).await?.into())
    }

    /// Sends what is due until `stop` changes.
    pub async fn run_schedule(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "schedule".to_owned(), node);
        let mut forget_at = self.parts.clock.now().plus_s(HOUR_S);
        while !*stop.borrow() {
            if self.parts.clock.now() >= forget_at {
                forget_at = self.parts.clock.now().plus_s(HOUR_S);
                if let Err(error) = self.forget_settled().await {
                    error.count();
                }
            }
            let next = match self.send_if_held(&mut holding, &stop).await {
                Ok(next) => next,
                Err(error) => {
                    error.count();
                    tracing::warn!(%error, "a round of scheduled messages failed; the next one tries again");
                    self.parts.clock.now().plus_s(ROUND_S)
                }
            };
            tokio::select! {
                () = self.parts.clock.sleep_until(next) => {}
                () = self.due_early.notified() => {}
                _ = stop.changed() => {}
            }
        }
        holding.give_back().await;
    }

    /// One node sends; answers when to look again.
    async fn send_if_held(
        &self,
        holding: &mut Holding,
        stop: &watch::Receiver<bool>,
    ) -> Result<Timestamp> {
        let (store, clock) = (&self.parts.store, &self.parts.clock);
        let latest = clock.now().plus_s(ROUND_S);
        while !*stop.borrow() {
            // Only reads while nothing is due.
            let next = store.next_due().await?.unwrap_or(latest);
            if next > clock.now() {
                return Ok(next.min(latest));
            }
            if holding.token().await?.is_none() {
                return Ok(latest);
            }
            let is_stuck = self.send_due(store.take_due(clock.now(), STEP).await?).await?;
            if is_stuck {
                return Ok(latest);
            }
        }
        Ok(latest)
    }

    /// Forgets what became of those that are long done with.
    async fn forget_settled(&self) -> Result<()> {
        let before = self.parts.clock.now().plus_s(-TOLD_S);
        while self.parts.store.forget_scheduled(before, STEP).await? >= u64::from(STEP) {}
        Ok(())
    }

    /// Decides each and writes down what became of it; answers whether some could not be decided at all.
    pub(crate) async fn send_due(&self, due: Vec<Scheduled>) -> Result<bool> {
        let taken = due.len();
        let sent = join_all(due.into_iter().map(|one| self.send_scheduled(one))).await;
        let mut failed = None;
        let mut settled = Vec::with_capacity(taken);
        for one in sent {
            match one {
                Ok(settlement) => settled.extend(settlement),
                Err(error) => failed = Some(error),
            }
        }
        let is_stuck = settled.len() < taken;
        self.parts.store.settle_scheduled(settled, self.parts.clock.now()).await?;
        match failed {
            Some(error) => Err(error),
            None => Ok(is_stuck),
        }
    }

    /// Through the same admission as every other message. Its number is its idempotency key: whoever tries
    /// it again after a crash finds what became of it.
    async fn send_scheduled(&self, one: Scheduled) -> Result<Option<Settlement>> {
        let (business, id) = (one.business, one.id);
        let mut outbound = one.outbound;
        // Whoever knows it by its number finds that in its statuses.
        if one.held.as_ref().is_none_or(|held| !held.is_known_by_it) {
            outbound.opaque.get_or_insert_with(|| {
                self.parts.keys.wamid.encode(MessageRef::scheduled(business, id))
            });
        }
        let before = HeldBefore {
            number: id,
            since: one.held.as_ref().map_or(one.due_at, |held| held.since),
            is_known_by_it: one.held.as_ref().is_some_and(|held| held.is_known_by_it),
            in_campaign: one.held.as_ref().is_some_and(|held| held.in_campaign),
        };
        let idempotency = Some(IdempotencyKey::of_scheduled(id));
        let item = Admission { outbound, idempotency, held: Some(before) };
        let outcome = match self.admit_waiting(item).await? {
            Admitted::Held { hold, person, evidence, .. } => {
                let HeldBefore { since, is_known_by_it, in_campaign, .. } = before;
                let waits = Held { person, since, is_known_by_it, in_campaign, evidence };
                Settled::Held(hold.due_at(), Box::new(waits))
            }
            Admitted::Accepted(accepted) => Settled::Sent(accepted.message),
            Admitted::FailedLater { message, .. } => Settled::Failed(message),
            Admitted::Refused { .. } => Settled::Again(self.parts.clock.now().plus_s(AGAIN_S)),
            // Its key is its own.
            Admitted::KeyReused | Admitted::Kept { .. } => return Ok(None),
        };
        Ok(Some(Settlement { business, id, outcome }))
    }
}
