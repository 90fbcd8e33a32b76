//! Holding work that one node at a time does.

use crate::clock::Clock;
use kurier_policy::time::Timestamp;
use kurier_store::port::{Store, StoreError};
use kurier_store::record::Lease;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// For how long work is taken. A node that vanishes is followed by another after this time at most.
pub(crate) const HELD_S: i64 = 10;
/// A lease with less than this left is taken again before more is begun under it.
const RENEW_S: i64 = 6;

/// One piece of work, held or not.
pub(crate) struct Holding {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    name: String,
    node: i64,
    lease: Option<Lease>,
    /// The end of the lease, for whoever watches; 0 = not held.
    until: Arc<AtomicI64>,
}

impl Holding {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        name: String,
        node: i64,
    ) -> Self {
        Self { store, clock, name, node, lease: None, until: Arc::default() }
    }

    /// The token under which work may be begun now, for [`RENEW_S`] seconds at least; `None` = another
    /// node does it.
    pub(crate) async fn token(&mut self) -> Result<Option<i64>, StoreError> {
        let now = self.clock.now();
        if let Some(lease) = self.lease
            && lease.until > now.plus_s(RENEW_S)
        {
            return Ok(Some(lease.token));
        }
        let until = now.plus_s(HELD_S);
        self.lease = self.store.take_lease(self.name.clone(), self.node, until, now).await?;
        self.until.store(self.lease.map_or(0, |lease| lease.until.0), Ordering::Relaxed);
        Ok(self.lease.map(|lease| lease.token))
    }

    /// Whether it is still held at this moment, by this node's clock.
    pub(crate) fn is_held(&self) -> bool {
        self.lease.is_some_and(|lease| lease.until > self.clock.now())
    }

    /// Shows until when it is held, in microseconds; 0 = not held.
    pub(crate) fn watch(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.until)
    }

    /// When to ask again for work that another node does.
    pub(crate) fn ask_again(&self) -> Timestamp {
        self.clock.now().plus_s(2)
    }

    /// Lets another node take it up at once.
    pub(crate) async fn give_back(&mut self) {
        if self.lease.take().is_none() {
            return;
        }
        self.until.store(0, Ordering::Relaxed);
        if let Err(error) = self.store.give_back_lease(self.name.clone(), self.node).await {
            tracing::debug!(%error, name = self.name, "a lease was not given back; it runs out");
        }
    }
}

/// A number for this node that no other has.
pub(crate) fn node_number(entropy: &dyn crate::entropy::Entropy) -> i64 {
    i64::try_from(crate::entropy::bits(entropy) >> 1).unwrap_or(i64::MAX)
}
