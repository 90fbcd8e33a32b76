//! Files in a folder of this machine, or one that several nodes share.
//!
//! A file is written elsewhere in the same folder, flushed, renamed to its place, and its folder flushed: a crash leaves a
//! whole file or none.

use super::blobs::{BlobError, BlobStream, Blobs, OWNER, Part, key, name_in};
use super::room::Room;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use kurier_store::record::BlobName;
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Read at once.
const PIECE: usize = 128 * 1024;

/// Files in a folder.
#[derive(Debug, Clone)]
pub struct DiskBlobs {
    root: PathBuf,
    drafts: PathBuf,
    room: Room,
}

impl DiskBlobs {
    /// The storage in `root`, which is made if need be. `min_free_bytes` is what messages leave free on the disk, files
    /// twice that; `None` = 256 MiB, or two per cent of the disk if that is less.
    pub fn open(root: &Path, min_free_bytes: Option<u64>) -> io::Result<Self> {
        let drafts = root.join("drafts");
        make_private(&drafts)?;
        Ok(Self { room: Room::new(root, min_free_bytes), root: root.to_owned(), drafts })
    }

    fn path(&self, name: &BlobName, part: Part) -> PathBuf {
        self.root.join(key(name, part))
    }
}

pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Runs what waits for the disk away from the worker threads.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn settle(from: &Path, to: &Path) -> io::Result<()> {
    File::open(from)?.sync_all()?;
    let folder = to.parent().unwrap_or(to);
    if !folder.is_dir() {
        make_private(folder)?;
        if let Some(above) = folder.parent() {
            File::open(above)?.sync_all()?;
        }
    }
    fs::rename(from, to)?;
    File::open(folder)?.sync_all()
}

fn forget(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn names(folder: &Path) -> io::Result<Vec<BlobName>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = BTreeSet::new();
    for entry in entries {
        found.extend(entry?.file_name().to_str().and_then(name_in));
    }
    Ok(found.into_iter().collect())
}

fn piece(file: &mut File, left: u64) -> io::Result<Bytes> {
    let size = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
    let mut buffer = vec![0; size];
    file.read_exact(&mut buffer)?;
    Ok(buffer.into())
}

#[async_trait]
impl Blobs for DiskBlobs {
    async fn keep(&self, name: &BlobName, part: Part, from: PathBuf) -> Result<(), BlobError> {
        let (room, to) = (self.room.clone(), self.path(name, part));
        Ok(aside(move || room.check().and_then(|()| settle(&from, &to))).await?)
    }

    async fn read(
        &self,
        name: &BlobName,
        part: Part,
        range: Range<u64>,
    ) -> Result<BlobStream, BlobError> {
        let path = self.path(name, part);
        let file = aside(move || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(range.start))?;
            Ok(file)
        });
        let left = range.end.saturating_sub(range.start);
        let begin = (file.await?, left);
        Ok(Box::pin(stream::try_unfold(begin, |(mut file, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            let (file, bytes) = aside(move || {
                let bytes = piece(&mut file, left)?;
                Ok((file, bytes))
            })
            .await?;
            let left = left.saturating_sub(bytes.len() as u64);
            Ok(Some((bytes, (file, left))))
        })))
    }

    async fn length(&self, name: &BlobName, part: Part) -> Result<u64, BlobError> {
        let path = self.path(name, part);
        Ok(aside(move || Ok(fs::metadata(path)?.len())).await?)
    }

    async fn erase(&self, name: &BlobName) -> Result<(), BlobError> {
        let paths = [Part::Thumbnail, Part::File].map(|part| self.path(name, part));
        Ok(aside(move || paths.iter().try_for_each(|path| forget(path))).await?)
    }

    async fn list(&self, shard: u8) -> Result<Vec<BlobName>, BlobError> {
        let folder = self.root.join(format!("{shard:02x}"));
        Ok(aside(move || names(&folder)).await?)
    }

    async fn owner(&self) -> Result<Option<String>, BlobError> {
        let path = self.root.join(OWNER);
        match aside(move || fs::read_to_string(path)).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            said => Ok(Some(said?.trim().to_owned())),
        }
    }

    async fn set_owner(&self, installation: &str) -> Result<(), BlobError> {
        let (from, to) = (self.drafts.join(OWNER), self.root.join(OWNER));
        let said = format!("{installation}\n");
        Ok(aside(move || fs::write(&from, said).and_then(|()| settle(&from, &to))).await?)
    }

    fn room(&self) -> &Room {
        &self.room
    }

    fn drafts(&self) -> &Path {
        &self.drafts
    }
}
