//! Time as a parameter.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Notify;

/// Says what time it is on the farm. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock from a function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock(…)")
    }
}

/// Wakes who waits for news.
#[derive(Clone, Default, Debug)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for the bell, at most so long.
    pub(super) async fn heard(&self, at_most: std::time::Duration) {
        // Both ends mean the same: look again.
        drop(tokio::time::timeout(at_most, self.0.notified()).await);
    }
}
