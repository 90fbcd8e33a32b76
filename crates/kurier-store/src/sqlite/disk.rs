//! The room that is left: new messages are refused early, so that the rest keeps going; a ballast
//! file is given up when the disk is full all the same.

use super::fault::Fault;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What a probe writes: more than one step of any of the store's files.
static PROBE: [u8; 65_536] = [0; 65_536];
/// Pause after a ballast that could not be laid down.
const BALLAST_PAUSE: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// What must stay free where nothing else was said: this, or two per cent if that is less.
const MIN_FREE_BYTES: u64 = 256 << 20;

pub(super) struct Disk {
    dir: PathBuf,
    min_free_bytes: Option<u64>,
    ballast_bytes: u64,
    seen: Mutex<Option<(Instant, bool)>>,
    /// When the ballast could not be laid down.
    failed: Mutex<Option<Instant>>,
}

impl Disk {
    pub(super) fn new(dir: &Path, min_free_bytes: Option<u64>, ballast_bytes: u64) -> Self {
        let (seen, failed) = (Mutex::new(None), Mutex::new(None));
        Self { dir: dir.to_owned(), min_free_bytes, ballast_bytes, seen, failed }
    }

    /// Whether less is free than must be; looks at most ten times a second.
    pub(super) fn is_low(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, low)) = *seen
            && at.elapsed() < LOOK_EVERY
        {
            return low;
        }
        let low = self.free().is_ok_and(|(free, minimum)| free < minimum);
        *seen = Some((Instant::now(), low));
        low
    }

    /// Free bytes, and how many must be.
    fn free(&self) -> io::Result<(u64, u64)> {
        let found = rustix::fs::statvfs(&self.dir)?;
        let free = found.f_bavail.saturating_mul(found.f_frsize);
        let total = found.f_blocks.saturating_mul(found.f_frsize);
        Ok((free, self.min_free_bytes.unwrap_or_else(|| MIN_FREE_BYTES.min(total / 50))))
    }

    /// `fault`, or lack of room if that is what made a write fail.
    pub(super) fn explain(&self, fault: Fault) -> Fault {
        if fault.is_failed_write() && self.lacks_room() {
            tracing::warn!(?fault, "a write found no room");
            return Fault::OutOfSpace;
        }
        fault
    }

    /// Whether a file as long as the longest of the store's cannot grow by a little.
    fn lacks_room(&self) -> bool {
        let path = self.dir.join("room.probe");
        let result = self.probe(&path);
        drop(fs::remove_file(&path));
        result.is_err_and(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::StorageFull
                    | io::ErrorKind::QuotaExceeded
                    | io::ErrorKind::FileTooLarge
            )
        })
    }

    fn probe(&self, path: &Path) -> io::Result<()> {
        let length = |name: &str| fs::metadata(self.dir.join(name)).map_or(0, |found| found.len());
        let longest = length("kurier.db").max(length("kurier.db-wal"));
        let mut file = File::create(path)?;
        file.set_len(longest.saturating_add(PROBE.len() as u64))?;
        file.write_all(&PROBE)
    }

    fn ballast(&self) -> PathBuf {
        self.dir.join("ballast")
    }

    /// Gives the ballast up, so that acknowledgements and withdrawals find room.
    pub(super) fn release_ballast(&self) {
        match fs::remove_file(self.ballast()) {
            Ok(()) => tracing::warn!("the disk is full: ballast released"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, "the ballast file cannot be removed"),
        }
    }

    /// Lays the ballast down if it is missing and there is room to spare.
    pub(super) fn restore_ballast(&self) {
        let path = self.ballast();
        let length = fs::metadata(&path).map_or(0, |found| found.len());
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if length >= self.ballast_bytes || failed.is_some_and(|at| at.elapsed() < BALLAST_PAUSE) {
            return;
        }
        let room = self.free().is_ok_and(|(free, minimum)| {
            free > minimum.saturating_mul(2).saturating_add(self.ballast_bytes)
        });
        if room && let Err(error) = fill(&path, self.ballast_bytes) {
            tracing::warn!(%error, "no ballast file could be written");
            *failed = Some(Instant::now());
            drop(fs::remove_file(&path));
        }
    }
}

fn fill(path: &Path, bytes: u64) -> io::Result<()> {
    let file = File::create(path)?;
    if rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, bytes).is_ok() {
        return Ok(());
    }
    let mut file = file;
    let block = vec![0_u8; 1 << 20];
    let mut left = bytes;
    while left > 0 {
        let size = usize::try_from(left).unwrap_or(block.len()).min(block.len());
        file.write_all(block.get(..size).unwrap_or(&block))?;
        left = left.saturating_sub(size as u64);
    }
    Ok(())
}
