//! What a node does behind the messages, once and at once: for programs that move the clock themselves. A server has
//! [`Engine::run_expiry`](crate::Engine::run_expiry) do the same by the time.

use crate::{Engine, Result};

/// Messages decided in one step.
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

    /// Judges every template by how it was received: pauses and disables what is disliked, ends pauses that are over.
    pub async fn judge_templates(&self) -> Result<()> {
        self.judge_all(|| false).await
    }
}
