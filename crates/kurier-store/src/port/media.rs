//! The verbs for files: what is known of them, who may see them, where they lie. The files themselves
//! are not kept here.

use super::Result;
use crate::record::{BlobName, Media, MediaLink, MediaOwner, MediaShare, Upload, UploadPart};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, MediaId, PersonId};
use kurier_policy::time::Timestamp;

/// What is known of files.
#[async_trait]
pub trait MediaStore: Send + Sync + 'static {
    /// Adds a file, which lies at its place already; `Conflict("media")` if the owner has one with this id.
    async fn put_media(&self, media: Media) -> Result<()>;
    /// One file of this owner; its time may be over.
    async fn media(&self, owner: MediaOwner, id: MediaId) -> Result<Media>;
    /// Gives another owner the same file under an id of its own; both lie at one place. `NotFound("media")`
    /// if the first is not there.
    async fn share_media(
        &self,
        of: MediaOwner,
        id: MediaId,
        copy: MediaShare,
        now: Timestamp,
    ) -> Result<Media>;
    /// Forgets a file of this owner, and the links that brought it. Answers where it lies if no other file
    /// lies there: then it must be erased. `NotFound("media")` if there is none.
    async fn delete_media(&self, owner: MediaOwner, id: MediaId) -> Result<Option<BlobName>>;
    /// As [`MediaStore::delete_media`], but only if the file's time is over at `now`: whoever lets it live longer
    /// meanwhile wins. `NotFound("media")` if it is not.
    async fn expire_media(
        &self,
        owner: MediaOwner,
        id: MediaId,
        now: Timestamp,
    ) -> Result<Option<BlobName>>;
    /// Lets a file of this owner live until `until` at least, and with it whoever may see it.
    async fn extend_media(&self, owner: MediaOwner, id: MediaId, until: Timestamp) -> Result<()>;
    /// Files whose time is over at `now`, at most `limit`.
    async fn expired_media(&self, now: Timestamp, limit: u32) -> Result<Vec<Media>>;
    /// How many bytes the files of this owner take; files at one place count once.
    async fn bytes_of(&self, owner: MediaOwner) -> Result<u64>;
    /// For each place whether a file or a piece of an upload lies there. At most 1,000 at once.
    async fn blobs_in_use(&self, blobs: Vec<BlobName>) -> Result<Vec<bool>>;

    /// Lets a person see a file of this owner for as long as it is there; again changes nothing but that.
    async fn grant_media(&self, person: PersonId, owner: MediaOwner, id: MediaId) -> Result<()>;
    /// Takes back that a person may see a file of this owner; nothing if she may not.
    async fn revoke_media(&self, person: PersonId, owner: MediaOwner, id: MediaId) -> Result<()>;
    /// A file that she may see: her own, or one that she was granted.
    async fn visible_media(&self, person: PersonId, id: MediaId) -> Result<Media>;
    /// Forgets grants whose time is over at `now`, and that of their file, at most `limit`; answers how many.
    async fn forget_grants(&self, now: Timestamp, limit: u32) -> Result<u64>;

    /// What a link brought last time.
    async fn media_link(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<MediaLink>;
    /// Notes what a link brought, in place of what it brought before.
    async fn put_media_link(&self, link: MediaLink) -> Result<()>;

    /// Begins an upload; its parts are not looked at. `Conflict("too many uploads")` if its business has
    /// `max_open` that are neither done nor over at `now`; several that begin at once may exceed that by as many.
    async fn begin_upload(&self, upload: Upload, max_open: u32, now: Timestamp) -> Result<()>;
    /// One upload of this business.
    async fn upload(&self, business: BusinessId, id: MediaId) -> Result<Upload>;
    /// Adds a piece, which lies at its place already; answers how many bytes have come with it.
    /// `Conflict("upload moved on")` if it does not begin where the last one ended, or the upload is done;
    /// `NotFound("upload")` if its time is over at `now`.
    async fn add_part(
        &self,
        business: BusinessId,
        id: MediaId,
        part: UploadPart,
        now: Timestamp,
    ) -> Result<u64>;
    /// All has come and lies together as `media`: adds that, and forgets the pieces in the same step.
    /// `Conflict("upload moved on")` if it is done already.
    async fn finish_upload(&self, business: BusinessId, id: MediaId, media: Media) -> Result<()>;
    /// Forgets an upload with its pieces, not what became of it; nothing if there is none.
    async fn forget_upload(&self, business: BusinessId, id: MediaId) -> Result<()>;
    /// Uploads whose time is over at `now`, at most `limit`.
    async fn expired_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<Upload>>;
}
