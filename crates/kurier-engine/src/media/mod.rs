//! Media: taking files in, giving them out, forgetting them.
//!
//! A file is kept before its record is written, and its record goes before the file: a crash between the two leaves a file that
//! nobody names, which the next sweep erases, never a record whose file is missing.

mod address;
mod blobs;
mod bucket;
mod decoding;
mod disk;
mod draft;
mod fault;
mod handover;
mod link;
mod name;
mod owner;
pub mod preview;
mod profile;
mod quota;
mod room;
mod sniff;
mod strip;
mod sweep;
mod take;
mod thumbnail;
mod upload;

pub(crate) use address::tag;
pub use blobs::{BlobError, BlobStream, Blobs, Part};
pub use bucket::BucketBlobs;
pub use decoding::is_decoding;
pub use disk::DiskBlobs;
pub use draft::Draft;
pub use fault::MediaFault;
pub use room::Room;
pub use take::Origin;
pub use thumbnail::THUMBNAIL_TYPE;
pub use upload::{PARTS_MAX, Piece, UPLOADS_MAX};

use crate::Parts;
use crate::entropy::bits;
use kurier_egress::Client;
use kurier_policy::id::MediaId;
use kurier_policy::time::DAY_S;
use kurier_store::port::StoreError;
use kurier_store::record::{BlobName, Media, MediaOwner};
use link::Fetches;
use quota::Kept;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::Semaphore;

/// How long a business's file is kept.
pub const KEPT_S: i64 = 30 * DAY_S;
/// How long a file that a person sent is kept for the business, and one she uploaded for her messages.
pub const KEPT_OF_PERSON_S: i64 = 7 * DAY_S;
/// How long the picture of a profile is kept, unless another takes its place: a hundred years.
const KEPT_OF_PROFILE_S: i64 = 36_525 * DAY_S;
/// How long an address of a file holds.
pub const ADDRESS_S: i64 = 5 * 60;

/// Pictures decoded at once: each may need a hundred megabytes for a moment.
const DECODERS: usize = 2;

/// Result of a use-case of files.
pub type Result<T> = std::result::Result<T, MediaFault>;

/// The use-cases of files.
pub struct Library {
    parts: Parts,
    files: Arc<dyn Blobs>,
    client: Client,
    key: [u8; 32],
    decoders: Arc<Semaphore>,
    fetches: Fetches,
    kept: Kept,
    is_storage_known: AtomicBool,
}

impl Library {
    /// Files in `files`; links are fetched through `client`, whose policy decides what may be reached.
    pub fn new(parts: Parts, files: Arc<dyn Blobs>, client: Client) -> Arc<Self> {
        Arc::new(Self {
            key: parts.keys.media_key(),
            parts,
            files,
            client,
            decoders: Arc::new(Semaphore::new(DECODERS)),
            fetches: Fetches::default(),
            kept: Kept::default(),
            is_storage_known: AtomicBool::new(false),
        })
    }

    /// A file of this owner that is still there.
    pub async fn media(&self, owner: MediaOwner, id: MediaId) -> Result<Media> {
        let media = self.parts.store.media(owner, id).await?;
        self.still(media)
    }

    /// What is over does not exist, also before a round has erased it.
    fn still(&self, media: Media) -> Result<Media> {
        if media.expires_at > self.parts.clock.now() {
            return Ok(media);
        }
        Err(StoreError::NotFound("media").into())
    }

    /// Forgets a file of this owner.
    pub async fn delete(&self, owner: MediaOwner, id: MediaId) -> Result<()> {
        self.media(owner, id).await?;
        self.forget(owner, id).await
    }

    /// First the record, then the file: what is left after a crash between the two is found by the sweep.
    async fn forget(&self, owner: MediaOwner, id: MediaId) -> Result<()> {
        self.erase(self.parts.store.delete_media(owner, id).await?).await
    }

    /// Erases a file whose last record went.
    async fn erase(&self, blob: Option<BlobName>) -> Result<()> {
        if let Some(blob) = blob {
            self.files.erase(&blob).await?;
        }
        Ok(())
    }

    /// The bytes of this range, which must lie inside the file.
    pub async fn read(&self, media: &Media, part: Part, range: Range<u64>) -> Result<BlobStream> {
        Ok(self.files.read(&media.blob, part, range).await?)
    }

    /// How long the small picture of a file is.
    pub async fn thumbnail_bytes(&self, media: &Media) -> Result<u64> {
        if !media.thumbnail {
            return Err(StoreError::NotFound("thumbnail").into());
        }
        Ok(self.files.length(&media.blob, Part::Thumbnail).await?)
    }

    fn fresh_id(&self) -> MediaId {
        MediaId::from_random(bits(&*self.parts.entropy))
    }

    fn fresh_name(&self) -> BlobName {
        BlobName::make(self.parts.clock.now(), bits(&*self.parts.entropy))
    }

    /// A file to write into.
    pub async fn draft(&self) -> Result<Draft> {
        let path = self.files.drafts().join(self.fresh_name().as_str());
        Ok(Draft::begin(path, self.files.room().clone()).await.map_err(BlobError::from)?)
    }
}
