//! Messages that lie undelivered too long fail, and their price is given back: those of a template that gives
//! them less than 30 days a few seconds after their time, all others in the round of every hour, in which limits
//! rise, too. Templates are judged in a round of their own.

use crate::holding::{Holding, node_number};
use crate::webhooks::EVENTS_KEPT_S;
use crate::{Engine, Result, meter, wake_events};
use kurier_bus::{Topic, Wake};
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::time::{DAY_S, Timestamp};
use std::sync::Arc;
use tokio::sync::watch;

/// How long an undelivered message is kept for the person.
const KEPT_S: i64 = 30 * DAY_S;
/// How often the engine looks for messages that are too old, and for limits to raise.
const ROUND_S: i64 = 3_600;
/// How often it judges templates.
const JUDGE_ROUND_S: i64 = 600;
/// How often it looks for messages whose own time is over.
const LAPSE_ROUND_S: i64 = 5;
/// Most messages failed in one step, between two commits of others.
const STEP: u32 = 500;

impl Engine {
    /// Looks for expired messages, and for limits to raise, until `stop` changes.
    pub async fn run_expiry(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "expiry".to_owned(), node);
        let (mut round_at, mut judge_at) = (Timestamp(0), Timestamp(0));
        loop {
            // Every node may: what one fails, another leaves alone.
            let mut done = self.fail_lapsed(|| *stop.borrow()).await;
            if self.parts.clock.now() >= round_at {
                done = done.and(self.expire_if_held(&mut holding, &stop).await);
                round_at = self.parts.clock.now().plus_s(ROUND_S);
            }
            if self.parts.clock.now() >= judge_at {
                done = done.and(self.judge_if_held(&mut holding, &stop).await);
                judge_at = self.parts.clock.now().plus_s(JUDGE_ROUND_S);
            }
            if let Err(error) = done {
                error.count();
                tracing::warn!(%error, "expiry round failed; the next one tries again");
            }
            let next = self.parts.clock.now().plus_s(LAPSE_ROUND_S).min(round_at).min(judge_at);
            tokio::select! {
                () = self.parts.clock.sleep_until(next) => {}
                _ = stop.changed() => return,
            }
        }
    }

    /// One node looks; the others find nothing to do.
    async fn expire_if_held(
        &self,
        holding: &mut Holding,
        stop: &watch::Receiver<bool>,
    ) -> Result<()> {
        if holding.token().await?.is_some() {
            let expired = self.expire_until(|| *stop.borrow()).await;
            let raised = self.raise_limits(|| *stop.borrow()).await;
            let forgot = self.forget_attempts(|| *stop.borrow()).await;
            let erased = self.forget_shown(|| *stop.borrow()).await;
            holding.give_back().await;
            return expired.and(raised).and(forgot).and(erased);
        }
        Ok(())
    }

    /// One node judges templates.
    async fn judge_if_held(
        &self,
        holding: &mut Holding,
        stop: &watch::Receiver<bool>,
    ) -> Result<()> {
        if holding.token().await?.is_some() {
            let judged = self.judge_all(|| *stop.borrow()).await;
            let told = self.tell_spending(|| *stop.borrow()).await;
            let looked_after = self.look_after_pilot().await;
            holding.give_back().await;
            return judged.and(told).and(looked_after);
        }
        Ok(())
    }

    /// Drops attempts to deliver webhooks that are too old, step by step.
    async fn forget_attempts(&self, is_over: impl Fn() -> bool) -> Result<()> {
        let older_than = self.parts.clock.now().plus_s(-EVENTS_KEPT_S);
        while !is_over() {
            let gone = self.parts.store.forget_attempts(older_than, STEP).await?;
            if gone < u64::from(STEP) {
                break;
            }
        }
        Ok(())
    }

    /// Fails everything that is too old now, step by step; ends early, between two steps, when `is_over`.
    pub(crate) async fn expire_until(&self, is_over: impl Fn() -> bool) -> Result<()> {
        while !is_over() {
            let now = self.parts.clock.now();
            let older_than = now.plus_s(-KEPT_S);
            let changed = self.parts.store.expire_undelivered(older_than, STEP, now).await?;
            if changed.is_empty() {
                return Ok(());
            }
            self.tell_expired(&changed);
        }
        Ok(())
    }

    /// Fails everything whose template gave it less time.
    pub(crate) async fn fail_lapsed(&self, is_over: impl Fn() -> bool) -> Result<()> {
        while !is_over() {
            let now = self.parts.clock.now();
            let expired = self.parts.store.expire_lapsed(STEP, now).await?;
            self.tell_expired(&expired.failed);
            if !expired.more {
                break;
            }
        }
        Ok(())
    }

    fn tell_expired(&self, changed: &[(PersonId, BusinessId)]) {
        if changed.is_empty() {
            return;
        }
        meter::expired(changed.len());
        for (person, business) in changed {
            self.parts.bus.wake(Topic::Inbox(*person), Wake::Look);
            wake_events(&self.parts, *business);
        }
    }
}
