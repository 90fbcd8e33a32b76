//! Writing the log file back into the database file while messages go on arriving.
//!
//! `SQLite` starts the log file again from its beginning only when every page of it is written back and
//! flushed at one moment. The background thread comes near that moment in passes, each shorter than the
//! one before, and flushes after each; the writer does the small rest between two transactions.

use super::fault::{Fault, Work};
use super::shared::Shared;
use rusqlite::Connection;
use std::sync::atomic::Ordering;

/// When what happens, in pages of the log file.
#[derive(Clone, Copy)]
pub(super) struct Thresholds {
    /// From so many on they are written back while messages go on arriving.
    pub(super) busy: i64,
    /// From so many on while nothing arrives.
    pub(super) idle: i64,
    /// What remains below this the writer finishes itself between two transactions.
    pub(super) finish: i64,
    /// From so many on the writer finishes whatever remains: better one late answer than a log file
    /// that grows until the disk is full.
    pub(super) most: i64,
}

impl Thresholds {
    pub(super) const USUAL: Self =
        Self { busy: 65_536, idle: 16_384, finish: 1_024, most: 262_144 };
}

/// Passes of one round; what is left then waits for the next look.
const PASSES: u32 = 16;
/// Looks without a new row after which the log file is emptied.
pub(super) const QUIET_LOOKS: u32 = 20;

/// The background thread's means.
pub(super) struct Checkpointer {
    pub(super) conn: Connection,
    pub(super) thresholds: Thresholds,
}

impl Checkpointer {
    /// One look at the log file. `quiet` = looks since the last new row.
    pub(super) fn look(&self, shared: &Shared, quiet: u32) -> Work<()> {
        let (pages, done) = self.pragma("NOOP")?;
        if quiet == QUIET_LOOKS && pages > 0 {
            self.pragma("TRUNCATE")?;
            return Ok(());
        }
        let enough = if quiet > 0 { self.thresholds.idle } else { self.thresholds.busy };
        if pages < enough || done >= pages {
            return Ok(());
        }
        self.approach(shared)
    }

    fn approach(&self, shared: &Shared) -> Work<()> {
        for _ in 0..PASSES {
            self.pragma("PASSIVE")?;
            shared.database.sync_data().map_err(Fault::Flush)?;
            let (pages, done) = self.pragma("NOOP")?;
            let left = pages.saturating_sub(done);
            if left <= self.thresholds.finish || pages >= self.thresholds.most {
                shared.finish_checkpoint.store(true, Ordering::Relaxed);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Pages in the log file, and how many of them are written back.
    fn pragma(&self, mode: &str) -> Work<(i64, i64)> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        Ok(self.conn.query_row(&sql, [], |row| Ok((row.get(1)?, row.get(2)?)))?)
    }
}
