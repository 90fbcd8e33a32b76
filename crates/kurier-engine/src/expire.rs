//! The round of every hour: messages that lie undelivered too long fail, and their price is given back;
//! limits rise.

use crate::holding::{Holding, node_number};
use crate::{Engine, Result, meter, wake_events};
use kurier_bus::{Topic, Wake};
use kurier_policy::time::DAY_S;
use std::sync::Arc;
use tokio::sync::watch;

/// How long an undelivered message is kept for the person.
const KEPT_S: i64 = 30 * DAY_S;
/// How often the engine looks for expired messages.
const ROUND_S: i64 = 3_600;
/// Most messages failed in one step.
const STEP: u32 = 500;

impl Engine {
    /// Looks for expired messages, and for limits to raise, every hour until `stop` changes.
    pub async fn run_expiry(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "expiry".to_owned(), node);
        loop {
            if let Err(error) = self.expire_if_held(&mut holding, &stop).await {
                error.count();
                tracing::warn!(%error, "expiry round failed; the next one tries again");
            }
            let next = self.parts.clock.now().plus_s(ROUND_S);
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
            holding.give_back().await;
            return expired.and(raised);
        }
        Ok(())
    }

    /// Fails everything that is too old now, step by step; ends early, between two steps, when `is_over`.
    async fn expire_until(&self, is_over: impl Fn() -> bool) -> Result<()> {
        while !is_over() {
            let now = self.parts.clock.now();
            let older_than = now.plus_s(-KEPT_S);
            let changed = self.parts.store.expire_undelivered(older_than, STEP, now).await?;
            if changed.is_empty() {
                return Ok(());
            }
            meter::expired(changed.len());
            for (person, business) in changed {
                self.parts.bus.wake(Topic::Inbox(person), Wake::Look);
                wake_events(&self.parts, business);
            }
        }
        Ok(())
    }
}
