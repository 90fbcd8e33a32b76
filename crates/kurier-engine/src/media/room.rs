//! How much of a disk files leave free.

use std::io;
use std::path::{Path, PathBuf};

/// What messages leave free: this, or two per cent of the disk if that is less.
const MIN_FREE_BYTES: u64 = 256 << 20;

/// The room on the disk of a folder. Files leave twice as much free as messages: they fill a disk a thousand times as
/// fast, and must not take the room that messages need.
#[derive(Debug, Clone)]
pub struct Room {
    folder: PathBuf,
    min_free_bytes: Option<u64>,
}

impl Room {
    /// `min_free_bytes` is what messages leave free on the disk of `folder`; `None` = 256 MiB, or two per cent of
    /// the disk if that is less.
    pub(super) fn new(folder: &Path, min_free_bytes: Option<u64>) -> Self {
        Self { folder: folder.to_owned(), min_free_bytes }
    }

    /// Fails with what a full disk fails with, if there is too little. Waits for the disk.
    pub(super) fn check(&self) -> io::Result<()> {
        // What cannot be asked is no reason to refuse: a disk that is full says so itself.
        let Ok(found) = rustix::fs::statvfs(&self.folder) else { return Ok(()) };
        let free = found.f_bavail.saturating_mul(found.f_frsize);
        let total = found.f_blocks.saturating_mul(found.f_frsize);
        let min = self.min_free_bytes.unwrap_or_else(|| MIN_FREE_BYTES.min(total / 50));
        if free < min.saturating_mul(2) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_leave_twice_as_much_free_as_messages() {
        let folder = std::env::temp_dir();
        let found = rustix::fs::statvfs(&folder).unwrap();
        let free = found.f_bavail * found.f_frsize;
        let check = |min| Room::new(&folder, Some(min)).check();
        // Others write on this disk meanwhile: far from the edge on either side.
        assert!(check(free / 8).is_ok());
        let full = check(free / 8 * 7).unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::StorageFull, "messages would still be taken");
        assert!(check(0).is_ok());
    }
}
