//! The real program on disks that fail, fill up or end: what it acknowledged stays, what it could
//! not keep is refused, and where nobody can know, it stops.
//!
//! Each scenario ends with an error when a rule is broken.

pub mod failed_flush;
pub mod file_size;
pub mod full_disk;
pub mod preload;
mod small_disk;

use std::time::Duration;

/// Why a scenario cannot run on some machines.
pub const NO_SMALL_DISK: &str = "no small disk can be mounted in a namespace";

/// What a scenario counted on its way.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Faults that struck.
    pub faults: u64,
    /// Messages that were acknowledged, all of which were found once.
    pub acknowledged: usize,
    /// From the end of the fault until all was well again; for a fatal one, until the process ended.
    pub recovery: Option<Duration>,
}
