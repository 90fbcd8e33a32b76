//! The background thread: checkpoints, snapshots and the ballast, all off the commit path.

use super::checkpoint::Checkpointer;
use super::fault::{Fault, Severity, stop};
use super::shared::Shared;
use super::snapshot;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_millis(500);
const SNAPSHOT_EVERY_ROWS: i64 = 250_000;

pub(super) struct Background {
    stop: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Background {
    /// `saved` = the row up to which the snapshot on disk knows everything.
    pub(super) fn start(
        checkpointer: Checkpointer,
        shared: Arc<Shared>,
        saved: i64,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = bounded(1);
        let thread = std::thread::Builder::new()
            .name("store-background".to_owned())
            .spawn(move || run(&checkpointer, &shared, saved, &stopped))?;
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

fn run(checkpointer: &Checkpointer, shared: &Shared, saved: i64, stopped: &Receiver<()>) {
    let mut seen = shared.last_pos.load(Ordering::Relaxed);
    let mut saved = saved;
    let mut quiet = 0_u32;
    shared.disk.restore_ballast();
    // A program that crashes often must not read ever more of the log at each start.
    save_if_behind(shared, seen, &mut saved);
    while stopped.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let now = shared.last_pos.load(Ordering::Relaxed);
        quiet = if now == seen { quiet.saturating_add(1) } else { 0 };
        seen = now;
        if let Err(fault) = checkpointer.look(shared, quiet) {
            report(&shared.disk.explain(fault));
        }
        save_if_behind(shared, now, &mut saved);
        shared.disk.restore_ballast();
    }
}

fn save_if_behind(shared: &Shared, now: i64, saved: &mut i64) {
    if now.saturating_sub(*saved) >= SNAPSHOT_EVERY_ROWS {
        save(shared);
        *saved = now;
    }
}

fn report(fault: &Fault) {
    if fault.severity() == Severity::Fatal {
        stop(fault);
    }
    tracing::debug!(?fault, "a checkpoint must wait");
}

/// Writes the snapshot; a failure is only slower later.
pub(super) fn save(shared: &Shared) {
    let bytes = snapshot::encode(&shared.read_hot());
    if let Err(error) = snapshot::write(&shared.dir, &bytes) {
        tracing::warn!(%error, "the snapshot could not be written");
    }
}
