//! Whose files lie in a storage. An installation whose database is another one (a restore that failed, a wrong path)
//! names none of the files there, and would erase them all.

use super::{Library, Result};
use std::sync::atomic::Ordering;

/// Whether files of this storage may be erased because nobody names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ownership {
    /// They are of this installation.
    Ours,
    /// Nobody had said whose they are; now it is said.
    Taken,
    /// They are of another installation.
    Others,
}

impl Library {
    /// Finds out whose the storage is; takes it if it is nobody's.
    pub(super) async fn ownership(&self) -> Result<Ownership> {
        let own = self.installation();
        match self.files.owner().await? {
            Some(owner) if owner == own => Ok(Ownership::Ours),
            Some(_) => Ok(Ownership::Others),
            None => {
                self.files.set_owner(&own).await?;
                Ok(Ownership::Taken)
            }
        }
    }

    /// As [`Library::ownership`], once in the life of this process: before the first file.
    pub(super) async fn take_storage(&self) {
        if self.is_storage_known.load(Ordering::Relaxed) {
            return;
        }
        match self.ownership().await {
            Ok(Ownership::Others) => warn_of_others(),
            Ok(Ownership::Ours | Ownership::Taken) => {}
            // The file that is to be kept will tell; the next one asks again.
            Err(error) => {
                tracing::warn!(%error, "it could not be found out whose the storage of files is");
                return;
            }
        }
        self.is_storage_known.store(true, Ordering::Relaxed);
    }

    /// Whether the files that nobody names may be erased; says why not.
    pub(super) async fn may_sweep(&self) -> Result<bool> {
        if self.parts.store.businesses(None, 1).await?.is_empty() {
            tracing::info!("no file is erased: this store knows no business yet");
            return Ok(false);
        }
        match self.ownership().await? {
            Ownership::Ours => Ok(true),
            Ownership::Taken => {
                tracing::warn!(
                    "the storage of files did not say whose it is, and belongs to this installation from now on: if \
                     it is another one's, stop, delete OWNER there and name another place; the next sweep erases what \
                     this store does not name"
                );
                Ok(false)
            }
            Ownership::Others => {
                warn_of_others();
                Ok(false)
            }
        }
    }
}

fn warn_of_others() {
    tracing::warn!(
        "the storage of files belongs to another installation (its file OWNER says so), so nothing there is swept: name \
         another place with --media-url; or, if the database it belonged to is gone for good, delete OWNER"
    );
}
