//! What a node does behind the messages, once and at once: for programs that move the clock themselves. A server has
//! [`Engine::run_expiry`](crate::Engine::run_expiry) do the same by the time.

use crate::campaign::CampaignFault;
use crate::{Engine, Result};
use kurier_policy::time::Timestamp;

/// Messages, and campaigns, taken up in one step.
const DUE_STEP: u32 = 256;

impl Engine {
    /// Fails what waited too long, and raises the limits of businesses whose numbers allow it.
    pub async fn look_after_messages(&self) -> Result<()> {
        self.fail_lapsed(|| false).await?;
        self.expire_until(|| false).await?;
        self.raise_limits(|| false).await
    }

    /// Decides the messages whose time has come; a server has [`Engine::run_schedule`](crate::Engine::run_schedule) do it.
    pub async fn send_what_is_due(&self) -> Result<()> {
        let store = self.store();
        while store.next_due().await?.is_some_and(|due| due <= self.clock().now()) {
            let is_stuck =
                self.send_due(store.take_due(self.clock().now(), DUE_STEP).await?).await?;
            if is_stuck {
                break;
            }
        }
        Ok(())
    }

    /// Lets campaigns that are due go on by one step each; answers when the next is due. A server has
    /// [`Engine::run_campaigns`](crate::Engine::run_campaigns) do it.
    pub async fn step_campaigns(&self) -> Result<Option<Timestamp>> {
        let now = self.clock().now();
        for campaign in self.store().due_campaigns(now, DUE_STEP).await? {
            match self.step_campaign(campaign).await {
                // It was paused or cancelled meanwhile.
                Ok(()) | Err(CampaignFault::Busy) => {}
                Err(CampaignFault::Engine(error)) => return Err(error),
                Err(fault) => tracing::warn!(%fault, "a campaign cannot go on"),
            }
        }
        Ok(self.store().next_campaign().await?)
    }

    /// Judges every template by how it was received: pauses and disables what is disliked, ends pauses that are over.
    pub async fn judge_templates(&self) -> Result<()> {
        self.judge_all(|| false).await?;
        self.look_after_pilot().await
    }

    /// Tells every business which share of its spending limits is reached.
    pub async fn look_after_spending(&self) -> Result<()> {
        self.tell_spending(|| false).await
    }
}
