//! The room that is left: new messages are refused early, so that the rest keeps going; a ballast
//! file is given up when the disk is full all the same.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(100);
/// What must stay free where nothing else was said: this, or two per cent if that is less.
const MIN_FREE_BYTES: u64 = 256 << 20;

pub(super) struct Disk {
    dir: PathBuf,
    min_free_bytes: Option<u64>,
    ballast_bytes: u64,
    seen: Mutex<Option<(Instant, bool)>>,
}

impl Disk {
    pub(super) fn new(dir: &Path, min_free_bytes: Option<u64>, ballast_bytes: u64) -> Self {
        Self { dir: dir.to_owned(), min_free_bytes, ballast_bytes, seen: Mutex::new(None) }
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
        if self.ballast_bytes == 0 || path.exists() {
            return;
        }
        let room = self.free().is_ok_and(|(free, minimum)| {
            free > minimum.saturating_mul(2).saturating_add(self.ballast_bytes)
        });
        if room && let Err(error) = fill(&path, self.ballast_bytes) {
            tracing::warn!(%error, "no ballast file could be written");
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
