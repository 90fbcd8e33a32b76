//! Uploads in several pieces. Each piece is kept as it comes, so that another node can go on; with the last one they are put
//! together and become media.

use super::blobs::{BlobError, Part};
use super::{Draft, KEPT_S, Library, MediaFault, Origin, Result, sniff};
use crate::EngineError;
use futures_util::StreamExt;
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::media::MEDIA_BYTES;
use kurier_policy::time::DAY_S;
use kurier_store::port::StoreError;
use kurier_store::record::{MediaOwner, Upload, UploadPart};

/// How long an upload may take.
const UPLOAD_S: i64 = DAY_S;
/// Most pieces of one upload: of the largest file, pieces of a tenth of a megabyte.
pub const PARTS_MAX: usize = 1_024;
/// Most uploads of a business that are not finished.
pub const UPLOADS_MAX: u32 = 100;

/// A piece that comes.
pub struct Piece {
    /// Which upload.
    pub upload: Upload,
    /// What has come of it.
    pub draft: Draft,
}

impl Library {
    /// Begins an upload of so many bytes.
    pub async fn begin_upload(
        &self,
        business: BusinessId,
        (file_name, file_type): (String, String),
        file_length: u64,
    ) -> Result<Upload> {
        if file_length == 0 {
            return Err(MediaFault::Empty);
        }
        if file_length > MEDIA_BYTES {
            return Err(MediaFault::TooLarge { what: "a file", max_bytes: MEDIA_BYTES });
        }
        // One store keeps no NUL, so none does; and what cannot be a type at the end is told at the beginning.
        if file_name.contains('\0') {
            return Err(MediaFault::BadName);
        }
        let file_type = sniff::plain(&file_type)?;
        self.check_quota(MediaOwner::Business(business), file_length).await?;
        let now = self.parts.clock.now();
        let upload = Upload {
            business,
            id: self.fresh_id(),
            file_name,
            file_type,
            file_length,
            parts: Vec::new(),
            media: None,
            expires_at: now.plus_s(UPLOAD_S),
        };
        match self.parts.store.begin_upload(upload.clone(), UPLOADS_MAX, now).await {
            Ok(()) => Ok(upload),
            Err(StoreError::Conflict("too many uploads")) => {
                Err(MediaFault::TooManyUploads(UPLOADS_MAX))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An upload of this business that is not forgotten yet.
    pub async fn upload(&self, business: BusinessId, id: MediaId) -> Result<Upload> {
        let upload = self.parts.store.upload(business, id).await?;
        if upload.expires_at > self.parts.clock.now() {
            return Ok(upload);
        }
        Err(StoreError::NotFound("upload").into())
    }

    /// A piece that begins at this byte: it must be where the last one ended.
    pub async fn piece(&self, upload: Upload, at_byte: u64) -> Result<Piece> {
        let received = upload.received();
        if at_byte != received {
            return Err(MediaFault::Offset(received));
        }
        let left = upload.file_length.saturating_sub(received);
        // Before anything is written; one that is complete may still ask what became of it.
        if left > 0 && upload.parts.len() >= PARTS_MAX {
            return Err(MediaFault::TooManyParts(PARTS_MAX));
        }
        Ok(Piece { draft: self.draft().await?.at_most(left), upload })
    }

    /// Keeps what has come of a piece; with the last one the upload becomes media, whose id is answered.
    pub async fn add_piece(&self, piece: Piece) -> Result<Upload> {
        let Piece { mut upload, draft } = piece;
        if draft.bytes() > 0 {
            let part = self.add_part(&upload, draft).await?;
            // It follows all that was there, so nobody else added one meanwhile.
            upload.parts.push(part);
        }
        if upload.media.is_some() || upload.received() < upload.file_length {
            return Ok(upload);
        }
        match self.assemble(&upload).await {
            Ok(media) => Ok(Upload { media: Some(media), ..upload }),
            // The pieces stay: an empty piece tries again.
            Err(
                fault @ (MediaFault::Blob(_) | MediaFault::Engine(_) | MediaFault::Quota { .. }),
            ) => Err(fault),
            Err(refused) => {
                // It will never be anything else: the next try begins anew.
                self.drop_upload(&upload).await?;
                Err(refused)
            }
        }
    }

    async fn add_part(&self, upload: &Upload, draft: Draft) -> Result<UploadPart> {
        let (business, id) = (upload.business, upload.id);
        let written = draft.finish().await?;
        self.take_storage().await;
        let blob = self.fresh_name();
        self.files.keep(&blob, Part::File, written.path.clone()).await?;
        let part = UploadPart { at_byte: upload.received(), bytes: written.bytes, blob };
        let now = self.parts.clock.now();
        match self.parts.store.add_part(business, id, part.clone(), now).await {
            Ok(_) => Ok(part),
            Err(StoreError::Conflict(_)) => {
                self.files.erase(&part.blob).await?;
                Err(MediaFault::Offset(self.upload(business, id).await?.received()))
            }
            Err(StoreError::NotFound(what)) => {
                self.files.erase(&part.blob).await?;
                Err(StoreError::NotFound(what).into())
            }
            // Nobody knows whether it was added: the sweep finds out.
            Err(error) => Err(error.into()),
        }
    }

    async fn assemble(&self, upload: &Upload) -> Result<MediaId> {
        let mut draft = self.draft().await?;
        for part in &upload.parts {
            let mut stream = self.files.read(&part.blob, Part::File, 0..part.bytes).await?;
            while let Some(piece) = stream.next().await {
                draft.write(&piece.map_err(BlobError::from)?).await?;
            }
        }
        let origin = Origin {
            owner: MediaOwner::Business(upload.business),
            sender: None,
            said: upload.file_type.clone(),
            file_name: Some(upload.file_name.clone()),
            kind: None,
            kept_s: KEPT_S,
        };
        let ready = self.look(draft, &origin).await?;
        let media = self.keep(ready, &origin).await?;
        let (owner, bytes) = (media.owner, media.bytes);
        let (id, blob) = (media.id, media.blob.clone());
        match self.parts.store.finish_upload(upload.business, upload.id, media).await {
            Ok(()) => self.kept.grew(owner, bytes),
            // Somebody else put the last piece together at the same time.
            Err(StoreError::Conflict(_)) => {
                self.files.erase(&blob).await?;
                let done = self.upload(upload.business, upload.id).await?;
                let busy = StoreError::Unavailable("the upload is being finished".to_owned());
                return done.media.ok_or_else(|| EngineError::from(busy).into());
            }
            Err(error) => return Err(error.into()),
        }
        self.erase_parts(upload).await;
        Ok(id)
    }

    /// Forgets an upload, then its pieces.
    pub(super) async fn drop_upload(&self, upload: &Upload) -> Result<()> {
        self.parts.store.forget_upload(upload.business, upload.id).await?;
        self.erase_parts(upload).await;
        Ok(())
    }

    /// Nothing names the pieces any more: what is not erased now, the sweep erases.
    async fn erase_parts(&self, upload: &Upload) {
        for part in &upload.parts {
            if let Err(error) = self.files.erase(&part.blob).await {
                tracing::warn!(%error, "a piece of an upload could not be erased; the sweep will");
            }
        }
    }
}
