//! A file on its way in: written as it comes, measured and hashed, removed unless it is kept.

use super::disk::aside;
use super::fault::MediaFault;
use super::room::Room;
use super::sniff;
use bytes::Bytes;
use kurier_policy::media::MediaKind;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Written at once.
const PIECE: usize = 256 * 1024;
/// Kept of the beginning, to see what it is.
const HEAD: usize = 4 * 1024;

/// A file on its way in.
pub struct Draft {
    path: PathBuf,
    file: Option<File>,
    waiting: Vec<u8>,
    head: Vec<u8>,
    digest: Sha256,
    bytes: u64,
    max: Option<u64>,
    room: Room,
}

/// A file that is complete but not kept yet; removed when dropped, if it is still where it was.
pub(super) struct Written {
    pub(super) path: PathBuf,
    pub(super) head: Vec<u8>,
    pub(super) sha256: [u8; 32],
    pub(super) bytes: u64,
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

impl Draft {
    /// Begins to write at `path`, as long as there is `room`.
    pub(super) async fn begin(path: PathBuf, room: Room) -> io::Result<Self> {
        let (at, here) = (path.clone(), room.clone());
        let file = aside(move || here.check().and_then(|()| create(&at))).await?;
        Ok(Self {
            path,
            file: Some(file),
            waiting: Vec::new(),
            head: Vec::new(),
            digest: Sha256::new(),
            bytes: 0,
            max: None,
            room,
        })
    }

    /// Holds it to so many bytes, whatever it is.
    #[must_use]
    pub(super) fn at_most(mut self, bytes: u64) -> Self {
        self.max = Some(bytes);
        self
    }

    /// How many bytes have come.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How it begins.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The next piece. What is too large for what it seems to be is refused at once.
    pub async fn write(&mut self, piece: &Bytes) -> Result<(), MediaFault> {
        self.bytes = self.bytes.saturating_add(piece.len() as u64);
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
        match self.max {
            Some(max) if self.bytes > max => return Err(MediaFault::TooLong(max)),
            Some(_) => {}
            None => check_size(sniff::kind_of(&self.head), self.bytes)?,
        }
        self.digest.update(piece);
        self.waiting.extend_from_slice(piece);
        if self.waiting.len() >= PIECE {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), MediaFault> {
        let (Some(mut file), bytes) = (self.file.take(), std::mem::take(&mut self.waiting)) else {
            return Err(MediaFault::Broken);
        };
        let room = self.room.clone();
        // Asked again and again: many files that come at once may each have found enough.
        let write = move || {
            room.check()?;
            file.write_all(&bytes)?;
            Ok(file)
        };
        let file = aside(write).await.map_err(super::BlobError::from)?;
        self.file = Some(file);
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<Written, MediaFault> {
        self.flush().await?;
        Ok(Written {
            path: std::mem::take(&mut self.path),
            head: std::mem::take(&mut self.head),
            sha256: std::mem::take(&mut self.digest).finalize().into(),
            bytes: self.bytes,
        })
    }
}

impl Written {
    /// Puts other content in its place.
    pub(super) fn rewrite(&mut self, content: &[u8]) -> io::Result<()> {
        fs::write(&self.path, content)?;
        self.sha256 = Sha256::digest(content).into();
        self.bytes = content.len() as u64;
        Ok(())
    }
}

/// Whether files of this kind may have so many bytes.
pub(super) fn check_size(kind: MediaKind, bytes: u64) -> Result<(), MediaFault> {
    let max_bytes = kind.max_bytes();
    if bytes <= max_bytes {
        return Ok(());
    }
    let what = match kind {
        MediaKind::Image => "a picture",
        MediaKind::Audio => "a sound",
        MediaKind::Video => "a film",
        MediaKind::Document => "a document",
        MediaKind::Sticker => "a sticker",
    };
    Err(MediaFault::TooLarge { what, max_bytes })
}

/// Removes it without waiting: it is a leftover otherwise, which a later round removes.
fn discard(path: &Path) {
    if !path.as_os_str().is_empty() {
        drop(fs::remove_file(path));
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        discard(&self.path);
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        discard(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::BlobError;

    #[tokio::test]
    async fn a_file_neither_begins_nor_goes_on_where_messages_need_the_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let (roomy, full) =
            (Room::new(folder.path(), Some(0)), Room::new(folder.path(), Some(u64::MAX)));
        let refused = Draft::begin(path.clone(), full.clone()).await.err().unwrap();
        assert_eq!(BlobError::from(refused), BlobError::Full);
        assert!(!path.exists());
        let mut draft = Draft::begin(path.clone(), roomy).await.unwrap();
        let piece = Bytes::from(vec![7; PIECE]);
        draft.write(&piece).await.unwrap();
        // The disk fills while it comes.
        draft.room = full;
        let refused = draft.write(&piece).await;
        assert_eq!(refused, Err(MediaFault::Blob(BlobError::Full)));
        drop(draft);
        assert!(!path.exists(), "what cannot be kept takes no room");
    }
}
