//! Time as a parameter: the engine asks a [`Clock`]; only the wiring gives it one that reads the
//! machine's.

use async_trait::async_trait;
use kurier_policy::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;

/// Tells the time and waits for it.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// The time now. Never goes back.
    fn now(&self) -> Timestamp;
    /// Returns when [`Clock::now`] has reached `at`. Cancel-safe.
    async fn sleep_until(&self, at: Timestamp);
}

/// A clock that can be moved forward: the sandbox's and the tests'. With an inner clock it runs
/// along with it; without one it stands still until it is moved.
pub struct MovableClock {
    inner: Option<Arc<dyn Clock>>,
    offset_us: AtomicI64,
    moved: watch::Sender<i64>,
}

impl MovableClock {
    /// Runs along with `inner`, shifted by what it is advanced.
    pub fn over(inner: Arc<dyn Clock>) -> Self {
        Self { inner: Some(inner), offset_us: AtomicI64::new(0), moved: watch::channel(0).0 }
    }

    /// Stands still at `at`.
    pub fn frozen(at: Timestamp) -> Self {
        Self { inner: None, offset_us: AtomicI64::new(at.0), moved: watch::channel(at.0).0 }
    }

    /// Moves the clock forward; it never goes back, so a negative span does nothing.
    pub fn advance_s(&self, seconds: i64) -> Timestamp {
        let by_us = seconds.max(0).saturating_mul(1_000_000);
        let offset = self.offset_us.fetch_add(by_us, Ordering::SeqCst).saturating_add(by_us);
        self.moved.send_replace(offset);
        self.now()
    }
}

#[async_trait]
impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let base = self.inner.as_ref().map_or(0, |clock| clock.now().0);
        Timestamp(base.saturating_add(self.offset_us.load(Ordering::SeqCst)))
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut moved = self.moved.subscribe();
        while self.now() < at {
            let offset = *moved.borrow_and_update();
            match &self.inner {
                // The inner clock reaches `at` earlier by as much as this one is ahead.
                Some(clock) => {
                    tokio::select! {
                        () = clock.sleep_until(Timestamp(at.0.saturating_sub(offset))) => {}
                        _ = moved.changed() => {}
                    }
                }
                None => {
                    if moved.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}
