//! Leases. This process is the only one, so they live in memory: what an earlier process held ended
//! with it.

use super::fault::Work;
use super::shared::Shared;
use crate::port::StoreError;
use crate::record::{Lease, WebhookProgress, webhook_lease};
use kurier_policy::time::Timestamp;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

struct Held {
    holder: i64,
    lease: Lease,
}

#[derive(Default)]
pub(super) struct Leases(Mutex<FxHashMap<String, Held>>);

impl Leases {
    pub(super) fn take(
        &self,
        name: String,
        holder: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Option<Lease> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(held) = all.get_mut(&name) else {
            let lease = Lease { token: 1, until };
            all.insert(name, Held { holder, lease });
            return Some(lease);
        };
        let runs = held.lease.until > now;
        if runs && held.holder != holder {
            return None;
        }
        // Who let it run out may have been followed by another meanwhile, and begins anew.
        let token = if runs { held.lease.token } else { held.lease.token.saturating_add(1) };
        *held = Held { holder, lease: Lease { token, until } };
        Some(held.lease)
    }

    /// The entry stays, so that the next holder's token is higher.
    pub(super) fn give_back(&self, name: &str, holder: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = all.get_mut(name).filter(|held| held.holder == holder) {
            held.lease.until = Timestamp(0);
        }
    }

    fn token(&self, name: &str) -> Option<i64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name).map(|held| held.lease.token)
    }
}

/// Refuses what comes from a holder that has been followed by another.
pub(super) fn check(shared: &Shared, progress: &WebhookProgress) -> Work<()> {
    let Some(token) = progress.fence else { return Ok(()) };
    if shared.leases.token(&webhook_lease(progress.subscription)) == Some(token) {
        return Ok(());
    }
    Err(StoreError::Conflict("lease lost").into())
}
