//! Sending campaigns: one node at a time, whatever happens to it.

use super::CampaignFault;
use crate::holding::{Holding, node_number};
use crate::{Engine, Result};
use kurier_policy::time::Timestamp;
use std::sync::Arc;
use tokio::sync::watch;

/// How often the engine looks for campaigns that another node has taken in.
const ROUND_S: i64 = 5;
/// Campaigns taken up in one round, each for one step.
const AT_ONCE: u32 = 32;

impl Engine {
    /// Sends campaigns until `stop` changes.
    pub async fn run_campaigns(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (store, clock) = (Arc::clone(&self.parts.store), Arc::clone(&self.parts.clock));
        let node = node_number(&*self.parts.entropy);
        let mut holding = Holding::new(store, clock, "campaigns".to_owned(), node);
        while !*stop.borrow() {
            let next = match self.campaigns_if_held(&mut holding, &stop).await {
                Ok(next) => next,
                Err(error) => {
                    error.count();
                    tracing::warn!(%error, "a round of campaigns failed; the next one tries again");
                    self.parts.clock.now().plus_s(ROUND_S)
                }
            };
            tokio::select! {
                () = self.parts.clock.sleep_until(next) => {}
                () = self.campaigns.notified() => {}
                _ = stop.changed() => {}
            }
        }
        holding.give_back().await;
    }

    /// One node sends; answers when to look again.
    async fn campaigns_if_held(
        &self,
        holding: &mut Holding,
        stop: &watch::Receiver<bool>,
    ) -> Result<Timestamp> {
        let (store, clock) = (&self.parts.store, &self.parts.clock);
        while !*stop.borrow() {
            let latest = clock.now().plus_s(ROUND_S);
            // Only reads while nothing is due.
            let next = store.next_campaign().await?.unwrap_or(latest);
            if next > clock.now() {
                return Ok(next.min(latest));
            }
            if holding.token().await?.is_none() {
                return Ok(latest);
            }
            for campaign in store.due_campaigns(clock.now(), AT_ONCE).await? {
                let id = campaign.id;
                match self.step_campaign(campaign).await {
                    // It was paused or cancelled meanwhile.
                    Ok(()) | Err(CampaignFault::Busy) => {}
                    Err(CampaignFault::Engine(error)) => return Err(error),
                    Err(fault) => tracing::warn!(%fault, campaign = %id, "a campaign cannot go on"),
                }
            }
        }
        Ok(clock.now())
    }
}
