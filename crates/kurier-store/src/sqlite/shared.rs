//! What the writer, the readers and the background thread share.

use super::disk::Disk;
use super::heads::Hot;
use super::leases::Leases;
use super::lookups::Lookups;
use crate::log::money::{Posting, PostingKey};
use crate::record::PairIdMaker;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub(super) struct Shared {
    pub(super) dir: PathBuf,
    /// The database file, for flushing it. Dropped after every connection: closing it earlier would end
    /// the locks that the connections of this process hold on it.
    pub(super) database: File,
    pub(super) hot: RwLock<Hot>,
    pub(super) pair_ids: PairIdMaker,
    pub(super) disk: Disk,
    pub(super) lookups: Lookups,
    pub(super) leases: Leases,
    /// Set by the background thread: the writer finishes the checkpoint between two transactions.
    pub(super) finish_checkpoint: AtomicBool,
    /// Newest committed row, for the background thread.
    pub(super) last_pos: AtomicI64,
    /// Under the postings of a transaction lies nothing.
    pub(super) no_postings: FxHashMap<PostingKey, Posting>,
}

impl Shared {
    pub(super) fn read_hot(&self) -> RwLockReadGuard<'_, Hot> {
        self.hot.read().unwrap_or_else(PoisonError::into_inner)
    }
    /// For the writer alone, after its COMMIT.
    pub(super) fn write_hot(&self) -> RwLockWriteGuard<'_, Hot> {
        self.hot.write().unwrap_or_else(PoisonError::into_inner)
    }
}
