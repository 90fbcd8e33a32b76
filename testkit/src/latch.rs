//! Waiting for a condition, never for a span of time.

use std::time::Duration;
use tokio::sync::watch;

/// How long a condition may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for `future`, at most half a minute; `what` names it in the failure.
pub async fn within<F: Future>(what: &str, future: F) -> anyhow::Result<F::Output> {
    tokio::time::timeout(PATIENCE, future)
        .await
        .map_err(|_| anyhow::anyhow!("waited {} s for {what}", PATIENCE.as_secs()))
}

/// Tells waiters that something shared has changed.
#[derive(Debug)]
pub(crate) struct Changes(watch::Sender<u64>);

impl Default for Changes {
    fn default() -> Self {
        Self(watch::channel(0).0)
    }
}

impl Changes {
    pub(crate) fn tell(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Returns when `is_so` holds; asks again after every change.
    pub(crate) async fn until(&self, mut is_so: impl FnMut() -> bool) {
        let mut changed = self.0.subscribe();
        while !is_so() {
            // The sender lives as long as `self`.
            drop(changed.changed().await);
        }
    }
}
