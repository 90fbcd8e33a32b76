//! What travelled, for the metrics.

use crate::Traffic;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counted since the start.
#[derive(Debug, Default)]
pub(super) struct Counts {
    published: AtomicU64,
    received: AtomicU64,
    lost: AtomicU64,
}

impl Counts {
    pub(super) fn published(&self) {
        self.published.fetch_add(1, Relaxed);
    }

    pub(super) fn received(&self) {
        self.received.fetch_add(1, Relaxed);
    }

    pub(super) fn lost(&self, number: usize) {
        if number > 0 {
            self.lost.fetch_add(u64::try_from(number).unwrap_or(u64::MAX), Relaxed);
        }
    }

    pub(super) fn read(&self) -> Traffic {
        Traffic {
            published: self.published.load(Relaxed),
            received: self.received.load(Relaxed),
            lost: self.lost.load(Relaxed),
            is_connected: false,
        }
    }
}
