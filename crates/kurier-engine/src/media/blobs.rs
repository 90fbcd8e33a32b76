//! Where files lie: the port, and what its backends share.

use super::room::Room;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use kurier_store::record::BlobName;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Folders of the first level, and pages of a listing.
pub(super) const SHARDS: u16 = 256;

/// Name of what says which installation the files are of.
pub(super) const OWNER: &str = "OWNER";
/// How long that is.
pub(super) const OWNER_CHARS: usize = 32;

/// Why the storage did not do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// There is no such file.
    #[error("the file is not there")]
    Missing,
    /// No room is left for files.
    #[error("the disk for files is full")]
    Full,
    /// The storage failed.
    #[error("the storage of files failed: {0}")]
    Failed(String),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// A file, or the small picture beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The file itself.
    File,
    /// Its small picture.
    Thumbnail,
}

/// A file as it comes from the storage.
pub type BlobStream = BoxStream<'static, io::Result<Bytes>>;

/// A storage of files that never change: they come whole, and go.
#[async_trait]
pub trait Blobs: Send + Sync + 'static {
    /// Moves the file at `from` (in [`Blobs::drafts`]) to its place. When this returns, it is there for good;
    /// before, there is nothing or all of it.
    async fn keep(&self, name: &BlobName, part: Part, from: PathBuf) -> Result<(), BlobError>;
    /// The bytes of this range, which must lie inside the file.
    async fn read(
        &self,
        name: &BlobName,
        part: Part,
        range: Range<u64>,
    ) -> Result<BlobStream, BlobError>;
    /// How long it is.
    async fn length(&self, name: &BlobName, part: Part) -> Result<u64, BlobError>;
    /// Erases a file with its small picture, whatever of them is there.
    async fn erase(&self, name: &BlobName) -> Result<(), BlobError>;
    /// The names of one shard, each once, in no order.
    async fn list(&self, shard: u8) -> Result<Vec<BlobName>, BlobError>;
    /// Which installation the files are of, if that was said.
    async fn owner(&self) -> Result<Option<String>, BlobError>;
    /// Says which installation the files are of: 32 letters and digits.
    async fn set_owner(&self, installation: &str) -> Result<(), BlobError>;
    /// The room on the disk of [`Blobs::drafts`].
    fn room(&self) -> &Room;
    /// The folder of this machine in which files are written before they are kept.
    fn drafts(&self) -> &Path;
}

/// Where a file lies inside a storage: `ab/NAME`, with `.t` for the small picture.
pub(super) fn key(name: &BlobName, part: Part) -> String {
    let text = name.as_str();
    let shard = text.get(text.len().saturating_sub(2)..).unwrap_or("00");
    let suffix = if part == Part::Thumbnail { ".t" } else { "" };
    format!("{shard}/{text}{suffix}")
}

/// The name in a file's own name, without its folder.
pub(super) fn name_in(file: &str) -> Option<BlobName> {
    BlobName::parse(file.strip_suffix(".t").unwrap_or(file))
}
