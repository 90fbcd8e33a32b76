//! Numbers about messages: counted behind them, and up to now when somebody asks.

use crate::holding::{Holding, node_number};
use crate::{Engine, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::tally::{Count, CountsAsk};
use std::sync::Arc;
use tokio::sync::watch;

/// Most numbers of one answer.
pub const COUNTS_MAX: u32 = 10_000;
/// How often everything new is counted.
const ROUND_S: i64 = 30;
/// Most events counted in one step.
const STEP: u32 = 2_000;
/// Most steps that a question waits for; what lies further back is counted behind it.
const STEPS_ASKED: u32 = 20;
/// Businesses looked up in one step.
const PAGE: u32 = 500;

impl Engine {
    /// Counts what is new until `stop` changes.
    pub async fn run_tally(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "tally".to_owned(), node);
        while !*stop.borrow() {
            if let Err(error) = self.tally_if_held(&mut holding, &stop).await {
                error.count();
                tracing::warn!(%error, "a round of counting failed; the next one goes on");
            }
            let next = self.parts.clock.now().plus_s(ROUND_S);
            tokio::select! {
                () = self.parts.clock.sleep_until(next) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// One node counts, business by business.
    async fn tally_if_held(
        &self,
        holding: &mut Holding,
        stop: &watch::Receiver<bool>,
    ) -> Result<()> {
        let store = &self.parts.store;
        let mut after = None;
        loop {
            let page = store.businesses(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for business in &page {
                let mut waits = true;
                while waits {
                    if *stop.borrow() || holding.token().await?.is_none() {
                        return Ok(());
                    }
                    waits = store.tally(business.id, STEP).await?;
                }
            }
        }
        holding.give_back().await;
        Ok(())
    }

    /// These numbers, up to now unless very much has just happened; `None` if they are more than [`COUNTS_MAX`].
    pub async fn counts(&self, ask: CountsAsk) -> Result<Option<Vec<Count>>> {
        self.catch_up(ask.business).await?;
        let found = self.parts.store.counts(ask, COUNTS_MAX.saturating_add(1)).await?;
        Ok((found.len() <= COUNTS_MAX as usize).then_some(found))
    }

    async fn catch_up(&self, business: BusinessId) -> Result<()> {
        for _ in 0..STEPS_ASKED {
            if !self.parts.store.tally(business, STEP).await? {
                break;
            }
        }
        Ok(())
    }
}
