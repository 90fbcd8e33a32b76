//! The devices connected to this node, and how they are told to come back: not all in one instant,
//! so that neither this node nor those that take them over meet them all at once.

use kurier_engine::meter::series;
use metrics::{Gauge, gauge};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How many are told per second …
const PER_SECOND: u64 = 5_000;
/// … unless it would take longer than this.
const LONGEST: Duration = Duration::from_secs(10);

/// Counts the open sockets of this node.
pub struct Sockets {
    open: watch::Sender<u64>,
    gauge: Gauge,
    /// How many there were when the first was told.
    at_stop: OnceLock<u64>,
    told: AtomicU64,
}

impl Default for Sockets {
    /// The gauge belongs to the recorder that is installed now.
    fn default() -> Self {
        let gauge = gauge!(series::WEBSOCKETS.name);
        gauge.set(0);
        let (told, at_stop) = (AtomicU64::new(0), OnceLock::new());
        Self { open: watch::Sender::new(0), gauge, at_stop, told }
    }
}

/// One open socket.
pub(crate) struct Open<'a>(&'a Sockets);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open = open.saturating_sub(1));
        self.0.gauge.decrement(1);
    }
}

impl Sockets {
    /// A socket opens; it counts until the answer is dropped.
    pub(crate) fn enter(&self) -> Open<'_> {
        self.open.send_modify(|open| *open = open.saturating_add(1));
        self.gauge.increment(1);
        Open(self)
    }

    /// Returns when it is this socket's turn to be told, some time after `stopping` turned true.
    pub(crate) async fn farewell(&self, mut stopping: watch::Receiver<bool>) {
        // An error means that the sender is gone: the process ends as well.
        drop(stopping.wait_for(|stopping| *stopping).await);
        let at_stop = *self.at_stop.get_or_init(|| *self.open.borrow());
        let place = self.told.fetch_add(1, Ordering::Relaxed);
        sleep(turn(place, at_stop)).await;
    }

    /// Returns when no socket is open any more, or when all had their turn long ago.
    pub async fn emptied(&self) {
        let mut open = self.open.subscribe();
        let limit = LONGEST.saturating_add(Duration::from_secs(5));
        if timeout(limit, open.wait_for(|open| *open == 0)).await.is_err() {
            tracing::info!("some devices do not read; their sockets are cut off");
        }
    }
}

/// When a socket has its turn.
fn turn(place: u64, at_stop: u64) -> Duration {
    let second = Duration::from_secs(1).as_micros();
    let usual = second / u128::from(PER_SECOND);
    let step = usual.min(LONGEST.as_micros() / u128::from(at_stop.max(1)));
    let us = step.saturating_mul(u128::from(place));
    Duration::from_micros(u64::try_from(us).unwrap_or(u64::MAX)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_devices_are_told_within_two_seconds_one_after_the_other() {
        assert_eq!(turn(0, 1), Duration::ZERO);
        assert_eq!(turn(9_999, 10_000), Duration::from_micros(1_999_800));
        assert!((1..10_000).all(|place| turn(place, 10_000) > turn(place - 1, 10_000)));
    }

    #[test]
    fn a_crowd_is_told_faster_so_that_the_stop_ends() {
        assert!(turn(499_999, 500_000) <= LONGEST);
        assert!(turn(250_000, 500_000) < turn(499_999, 500_000));
    }

    #[tokio::test]
    async fn a_stop_waits_until_the_last_socket_is_closed() {
        let sockets = Sockets::default();
        let (first, second) = (sockets.enter(), sockets.enter());
        let emptied = sockets.emptied();
        tokio::pin!(emptied);
        drop(first);
        assert!(timeout(Duration::ZERO, &mut emptied).await.is_err());
        drop(second);
        timeout(Duration::from_secs(30), emptied).await.unwrap();
    }
}
