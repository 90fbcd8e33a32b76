//! Uploads in several pieces. Each piece is kept as it comes, so that another node can go on; with the last one they are put
//! together and become media.

use super::blobs::{BlobError, Part};
use super::{Draft, KEPT_S, Library, MediaFault, Origin, Result};
use crate::EngineError;
use futures_util::StreamExt;
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::media::MEDIA_BYTES;
use kurier_policy::time::DAY_S;
use kurier_store::port::StoreError;
use kurier_store::record::{MediaOwner, Upload, UploadPart};

/// How long an upload may take.
const UPLOAD_S: i64 = DAY_S;

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
        let upload = Upload {
            business,
            id: self.fresh_id(),
            file_name,
            file_type,
            file_length,
            parts: Vec::new(),
            media: None,
            expires_at: self.parts.clock.now().plus_s(UPLOAD_S),
        };
        self.parts.store.begin_upload(upload.clone()).await?;
        Ok(upload)
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
        Ok(Piece { draft: self.draft().await?.at_most(left), upload })
    }

    /// Keeps what has come of a piece; with the last one the upload becomes media, whose id is answered.
    pub async fn add_piece(&self, piece: Piece) -> Result<Upload> {
        let Piece { mut upload, draft } = piece;
        let (business, id) = (upload.business, upload.id);
        if draft.bytes() > 0 {
            let written = draft.finish().await?;
            let (at_byte, bytes) = (upload.received(), written.bytes);
            let blob = self.fresh_name();
            self.files.keep(&blob, Part::File, written.path.clone()).await?;
            let part = UploadPart { at_byte, bytes, blob: blob.clone() };
            upload = match self.parts.store.add_part(business, id, part).await {
                Err(StoreError::Conflict(_)) => {
                    self.files.erase(&blob).await?;
                    return Err(MediaFault::Offset(self.upload(business, id).await?.received()));
                }
                added => added?,
            };
        }
        if upload.media.is_some() || upload.received() < upload.file_length {
            return Ok(upload);
        }
        match self.assemble(&upload).await {
            Ok(media) => Ok(Upload { media: Some(media), ..upload }),
            Err(fault @ (MediaFault::Blob(_) | MediaFault::Engine(_))) => Err(fault),
            Err(refused) => {
                // It will never be anything else: the next try begins anew.
                self.drop_upload(&upload).await?;
                Err(refused)
            }
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
        let media = self.keep(draft, origin).await?;
        let (id, blob) = (media.id, media.blob.clone());
        match self.parts.store.finish_upload(upload.business, upload.id, media).await {
            Ok(()) => {}
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
