//! Files in S3-compatible storage; they are written in a folder of this machine first.

use super::blobs::{BlobError, BlobStream, Blobs, OWNER, OWNER_CHARS, Part, key, name_in};
use super::disk::{aside, make_private};
use super::room::Room;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use kurier_egress::Outgoing;
use kurier_egress::s3::{Bucket, S3Error};
use kurier_store::record::BlobName;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Sent at once.
const PIECE: usize = 128 * 1024;

/// Files in a bucket.
#[derive(Debug, Clone)]
pub struct BucketBlobs {
    bucket: Bucket,
    drafts: PathBuf,
    room: Room,
}

impl From<S3Error> for BlobError {
    fn from(error: S3Error) -> Self {
        match error {
            S3Error::Missing => Self::Missing,
            other => Self::Failed(other.to_string()),
        }
    }
}

impl BucketBlobs {
    /// The storage in `bucket`, which writes in `drafts` first; the folder is made if need be. `min_free_bytes` as for
    /// a folder, on the disk of the drafts.
    pub fn open(bucket: Bucket, drafts: &Path, min_free_bytes: Option<u64>) -> io::Result<Self> {
        make_private(drafts)?;
        let room = Room::new(drafts, min_free_bytes);
        Ok(Self { bucket, drafts: drafts.to_owned(), room })
    }
}

fn pieces(file: File) -> BoxStream<'static, io::Result<Bytes>> {
    Box::pin(stream::try_unfold(file, |mut file| async move {
        let (file, read) = aside(move || {
            let mut buffer = vec![0; PIECE];
            let size = file.read(&mut buffer)?;
            buffer.truncate(size);
            Ok((file, buffer))
        })
        .await?;
        Ok((!read.is_empty()).then(|| (Bytes::from(read), file)))
    }))
}

#[async_trait]
impl Blobs for BucketBlobs {
    async fn keep(&self, name: &BlobName, part: Part, from: PathBuf) -> Result<(), BlobError> {
        let path = from.clone();
        let opened = aside(move || {
            let file = File::open(&path)?;
            let bytes = file.metadata()?.len();
            Ok((file, bytes))
        });
        let (file, bytes) = opened.await?;
        self.bucket.put(&key(name, part), Outgoing { bytes, pieces: pieces(file) }).await?;
        // It lies in the bucket now; what cannot be removed here is an old draft soon.
        drop(aside(move || fs::remove_file(from)).await);
        Ok(())
    }

    async fn read(
        &self,
        name: &BlobName,
        part: Part,
        range: Range<u64>,
    ) -> Result<BlobStream, BlobError> {
        let download = self.bucket.get(&key(name, part), range).await?;
        Ok(Box::pin(stream::try_unfold(download, |mut download| async move {
            let chunk = download.chunk().await.map_err(io::Error::other)?;
            Ok(chunk.map(|chunk| (chunk, download)))
        })))
    }

    async fn length(&self, name: &BlobName, part: Part) -> Result<u64, BlobError> {
        Ok(self.bucket.length(&key(name, part)).await?)
    }

    async fn erase(&self, name: &BlobName) -> Result<(), BlobError> {
        for part in [Part::Thumbnail, Part::File] {
            self.bucket.delete(&key(name, part)).await?;
        }
        Ok(())
    }

    async fn list(&self, shard: u8) -> Result<Vec<BlobName>, BlobError> {
        let folder = format!("{shard:02x}/");
        let mut found = BTreeSet::new();
        let mut after: Option<String> = None;
        loop {
            let page = self.bucket.list(&folder, after.as_deref()).await?;
            let names = page.iter().filter_map(|key| key.rsplit('/').next());
            found.extend(names.filter_map(name_in));
            match page.into_iter().next_back() {
                Some(last) => after = Some(last),
                None => return Ok(found.into_iter().collect()),
            }
        }
    }

    async fn owner(&self) -> Result<Option<String>, BlobError> {
        let mut download = match self.bucket.get(OWNER, 0..OWNER_CHARS as u64).await {
            Err(S3Error::Missing) => return Ok(None),
            found => found?,
        };
        let mut said = Vec::new();
        while let Some(chunk) = download.chunk().await.map_err(S3Error::from)? {
            said.extend_from_slice(&chunk);
        }
        Ok(Some(String::from_utf8_lossy(&said).trim().to_owned()))
    }

    async fn set_owner(&self, installation: &str) -> Result<(), BlobError> {
        let said = Bytes::from(installation.to_owned());
        let bytes = said.len() as u64;
        let pieces = Box::pin(stream::iter([io::Result::Ok(said)]));
        Ok(self.bucket.put(OWNER, Outgoing { bytes, pieces }).await?)
    }

    fn room(&self) -> &Room {
        &self.room
    }

    fn drafts(&self) -> &Path {
        &self.drafts
    }
}
