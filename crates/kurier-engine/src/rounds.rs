//! What a node does behind the messages, once and at once: for programs that move the clock themselves. A server has
//! [`Engine::run_expiry`](crate::Engine::run_expiry) do the same by the time.

use crate::{Engine, Result};

impl Engine {
    /// Fails what waited too long, and raises the limits of businesses whose numbers allow it.
    pub async fn look_after_messages(&self) -> Result<()> {
        self.fail_lapsed(|| false).await?;
        self.expire_until(|| false).await?;
        self.raise_limits(|| false).await
    }

    /// Judges every template by how it was received: pauses and disables what is disliked, ends pauses that are over.
    pub async fn judge_templates(&self) -> Result<()> {
        self.judge_all(|| false).await
    }
}
