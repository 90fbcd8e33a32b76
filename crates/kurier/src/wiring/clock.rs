//! The machine's clock: the only place that reads it.

use async_trait::async_trait;
use kurier_engine::clock::Clock;
use kurier_policy::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Longest single wait: the machine's clock may be set while we wait.
const STEP: Duration = Duration::from_secs(30);

/// The machine's clock, made monotonic: when it is set back, time stands still until it catches up.
#[derive(Default)]
pub(crate) struct SystemClock {
    newest_us: AtomicI64,
}

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn read() -> SystemTime {
        SystemTime::now()
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = Self::read().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let read = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Timestamp(self.newest_us.fetch_max(read, Ordering::Relaxed).max(read))
    }

    async fn sleep_until(&self, at: Timestamp) {
        loop {
            let now = self.now();
            if now >= at {
                return;
            }
            let left = Duration::from_micros(at.0.abs_diff(now.0));
            tokio::time::sleep(left.min(STEP)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_goes_back_even_when_the_machine_is_set_back() {
        let clock = SystemClock::default();
        let ahead = clock.now().plus_s(3_600);
        clock.newest_us.store(ahead.0, Ordering::Relaxed);
        assert_eq!(clock.now(), ahead);
    }
}
