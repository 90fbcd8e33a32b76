//! How much an owner may keep.

use super::{Library, MediaFault, Result};
use kurier_policy::media::Quota;
use kurier_policy::time::Timestamp;
use kurier_store::record::MediaOwner;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

/// For how long a count holds. Counting reads all that an owner keeps, so it is not done for each file.
const COUNT_S: i64 = 600;
/// Counts that are remembered; with more, all are counted anew.
const COUNTS: usize = 10_000;

/// What an owner kept when it was counted, and what came here since.
#[derive(Debug, Clone, Copy)]
struct Count {
    bytes: u64,
    until: Timestamp,
}

/// What owners keep, as far as this node knows. Another node's files come in with the next count.
pub(super) struct Kept {
    quota: Mutex<Quota>,
    counts: Mutex<FxHashMap<MediaOwner, Count>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { quota: Mutex::new(Quota::STANDARD), counts: Mutex::default() }
    }
}

impl Kept {
    fn max(&self, owner: MediaOwner) -> u64 {
        let quota = self.quota.lock().unwrap_or_else(PoisonError::into_inner);
        match owner {
            MediaOwner::Business(_) => quota.business_bytes,
            MediaOwner::Person(_) => quota.person_bytes,
        }
    }

    fn known(&self, owner: MediaOwner, now: Timestamp) -> Option<u64> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&owner).filter(|count| count.until > now).map(|count| count.bytes)
    }

    fn note(&self, owner: MediaOwner, count: Count) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTS {
            counts.clear();
        }
        counts.insert(owner, count);
    }

    /// So many bytes have come.
    pub(super) fn grew(&self, owner: MediaOwner, bytes: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&owner) {
            count.bytes = count.bytes.saturating_add(bytes);
        }
    }
}

impl Library {
    /// Sets how much owners may keep from now on.
    pub fn set_quota(&self, quota: Quota) {
        *self.kept.quota.lock().unwrap_or_else(PoisonError::into_inner) = quota;
    }

    /// Refuses `bytes` more of this owner, if that is more than it may keep.
    pub(super) async fn check_quota(&self, owner: MediaOwner, bytes: u64) -> Result<()> {
        let (max_bytes, now) = (self.kept.max(owner), self.parts.clock.now());
        let fits = |kept: u64| kept.saturating_add(bytes) <= max_bytes;
        if self.kept.known(owner, now).is_some_and(fits) {
            return Ok(());
        }
        // Some of it may have been forgotten since it was counted.
        let kept = self.parts.store.bytes_of(owner).await?;
        self.kept.note(owner, Count { bytes: kept, until: now.plus_s(COUNT_S) });
        if fits(kept) { Ok(()) } else { Err(MediaFault::Quota { kept, max_bytes }) }
    }
}
