//! The background thread: checkpoints, snapshots and the ballast, all off the commit path.

use super::fault::{Fault, Severity, Work, stop};
use super::shared::Shared;
use super::snapshot;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rusqlite::Connection;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// From this many pages of log on they are written back while messages go on arriving.
const BUSY_PAGES: i64 = 65_536;
/// From this many on while nothing arrives.
const IDLE_PAGES: i64 = 16_384;
/// What remains below this the writer finishes itself between two transactions.
const FINISH_PAGES: i64 = 4_096;
/// Looks without a new row after which the log file is emptied.
pub(super) const QUIET_LOOKS: u32 = 20;
const SNAPSHOT_EVERY_ROWS: i64 = 250_000;

pub(super) struct Background {
    stop: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Background {
    pub(super) fn start(conn: Connection, shared: Arc<Shared>) -> std::io::Result<Self> {
        let (stop, stopped) = bounded(1);
        let thread = std::thread::Builder::new()
            .name("store-background".to_owned())
            .spawn(move || run(&conn, &shared, &stopped))?;
        Ok(Self { stop: Mutex::new(Some(stop)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn close(&self) {
        drop(self.stop.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the background thread had panicked");
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(conn: &Connection, shared: &Shared, stopped: &Receiver<()>) {
    let mut seen = shared.last_pos.load(Ordering::Relaxed);
    let mut saved = seen;
    let mut quiet = 0_u32;
    shared.disk.restore_ballast();
    while stopped.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let now = shared.last_pos.load(Ordering::Relaxed);
        quiet = if now == seen { quiet.saturating_add(1) } else { 0 };
        seen = now;
        if let Err(fault) = checkpoint(conn, shared, quiet) {
            report(&shared.disk.explain(fault));
        }
        if now.saturating_sub(saved) >= SNAPSHOT_EVERY_ROWS {
            save(shared);
            saved = now;
        }
        shared.disk.restore_ballast();
    }
}

fn report(fault: &Fault) {
    if fault.severity() == Severity::Fatal {
        stop(fault);
    }
    tracing::debug!(?fault, "a checkpoint must wait");
}

/// Pages in the log file, and how many of them are written back.
fn pragma(conn: &Connection, mode: &str) -> Work<(i64, i64)> {
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    Ok(conn.query_row(&sql, [], |row| Ok((row.get(1)?, row.get(2)?)))?)
}

pub(super) fn checkpoint(conn: &Connection, shared: &Shared, quiet: u32) -> Work<()> {
    let (pages, done) = pragma(conn, "NOOP")?;
    if quiet == QUIET_LOOKS && pages > 0 {
        pragma(conn, "TRUNCATE")?;
        return Ok(());
    }
    let enough = if quiet > 0 { IDLE_PAGES } else { BUSY_PAGES };
    if pages < enough || done >= pages {
        return Ok(());
    }
    let (pages, done) = pragma(conn, "PASSIVE")?;
    if done < pages && pages.saturating_sub(done) <= FINISH_PAGES {
        shared.finish_checkpoint.store(true, Ordering::Relaxed);
    }
    Ok(())
}

/// Writes the snapshot; a failure is only slower later.
pub(super) fn save(shared: &Shared) {
    let bytes = snapshot::encode(&shared.read_hot());
    if let Err(error) = snapshot::write(&shared.dir, &bytes) {
        tracing::warn!(%error, "the snapshot could not be written");
    }
}
