//! A file that has come becomes media: what it is, whether it may be, without what need not be known.

use super::blobs::{BlobError, Part};
use super::disk::aside;
use super::draft::{Draft, Written, check_size};
use super::strip::{self, Stripped};
use super::{Library, MediaFault, Result, decoding, name, sniff, thumbnail};
use kurier_policy::id::SenderId;
use kurier_policy::media::{MediaKind, STICKER_PIXELS, STILL_STICKER_BYTES};
use kurier_store::record::{BlobName, Media, MediaOwner};
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

/// Where a file comes from, and what is said about it.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Whose it is.
    pub owner: MediaOwner,
    /// The sender it came through.
    pub sender: Option<SenderId>,
    /// Media type its owner says it has; empty = nothing said.
    pub said: String,
    /// What its owner calls it.
    pub file_name: Option<String>,
    /// As what it must be fit to be sent; `None` = anything.
    pub kind: Option<MediaKind>,
    /// How long it is kept, in seconds.
    pub kept_s: i64,
}

/// A file that has been looked at, and may be kept.
pub(super) struct Ready {
    written: Written,
    thumbnail: Option<Vec<u8>>,
    mime: String,
}

impl Ready {
    /// Whether it is what this one is.
    pub(super) fn is_same(&self, media: &Media) -> bool {
        (self.written.sha256, self.written.bytes) == (media.sha256, media.bytes)
            && self.mime == media.mime
    }
}

/// A picture without what need not be known.
struct Worked {
    bare: Vec<u8>,
    thumbnail: Option<Vec<u8>>,
}

impl Library {
    /// Takes a file that has come whole: afterwards it is there for its owner.
    pub async fn take(&self, draft: Draft, origin: Origin) -> Result<Media> {
        let ready = self.look(draft, &origin).await?;
        self.take_ready(ready, &origin).await
    }

    /// Takes a file that has been looked at.
    pub(super) async fn take_ready(&self, ready: Ready, origin: &Origin) -> Result<Media> {
        let media = self.keep(ready, origin).await?;
        self.parts.store.put_media(media.clone()).await?;
        self.kept.grew(media.owner, media.bytes);
        Ok(media)
    }

    /// Looks at a file that has come whole: what it is, whether it may be; takes out of it what need not be known.
    pub(super) async fn look(&self, draft: Draft, origin: &Origin) -> Result<Ready> {
        let written = draft.finish().await?;
        if written.bytes == 0 {
            return Err(MediaFault::Empty);
        }
        let mime = settle(&written, origin.said.clone()).await?;
        if let Some(kind) = origin.kind.filter(|kind| !kind.admits(&mime)) {
            return Err(MediaFault::Kind { mime, kind });
        }
        let own = MediaKind::of_type(&mime);
        check_size(own, written.bytes)?;
        match own {
            MediaKind::Image | MediaKind::Sticker => self.work(written, mime).await,
            _ => Ok(Ready { written, thumbnail: None, mime }),
        }
    }

    /// Keeps a file that has been looked at, without a record yet.
    pub(super) async fn keep(&self, ready: Ready, origin: &Origin) -> Result<Media> {
        let Ready { written, thumbnail, mime } = ready;
        self.check_quota(origin.owner, written.bytes).await?;
        self.take_storage().await;
        let blob = self.fresh_name();
        if let Some(small) = &thumbnail {
            self.keep_thumbnail(&blob, small.clone()).await?;
        }
        self.files.keep(&blob, Part::File, written.path.clone()).await?;
        let now = self.parts.clock.now();
        Ok(Media {
            id: self.fresh_id(),
            owner: origin.owner,
            sender: origin.sender,
            kind: MediaKind::of_type(&mime),
            mime,
            sha256: written.sha256,
            bytes: written.bytes,
            blob,
            file_name: origin.file_name.as_deref().and_then(name::own),
            thumbnail: thumbnail.is_some(),
            created_at: now,
            expires_at: now.plus_s(origin.kept_s),
        })
    }

    /// Decoding takes a core and much memory: few at once, and not on the threads that answer.
    async fn work(&self, written: Written, mime: String) -> Result<Ready> {
        let worked = decoding::in_turn(&self.decoders, move || work(written, mime)).await;
        worked.unwrap_or(Err(MediaFault::Picture("it cannot be decoded")))
    }

    async fn keep_thumbnail(&self, blob: &BlobName, small: Vec<u8>) -> Result<()> {
        let path: PathBuf = self.files.drafts().join(self.fresh_name().as_str());
        let at = path.clone();
        aside(move || fs::write(at, small)).await.map_err(BlobError::from)?;
        Ok(self.files.keep(blob, Part::Thumbnail, path).await?)
    }
}

async fn settle(written: &Written, said: String) -> Result<String> {
    let (path, head) = (written.path.clone(), written.head.clone());
    let look = move || {
        let has_film = || sniff::has_film(&mut File::open(path).ok()?);
        Ok(sniff::settle(&said, &head, has_film))
    };
    aside(look).await.map_err(BlobError::from)?
}

fn work(mut written: Written, mime: String) -> Result<Ready> {
    let failed = |error: io::Error| MediaFault::Blob(error.into());
    let content = fs::read(&written.path).map_err(failed)?;
    let Some(Worked { bare, thumbnail }) = worked(&mime, &content)? else {
        return Ok(Ready { written, thumbnail: None, mime });
    };
    if bare != content {
        written.rewrite(&bare).map_err(failed)?;
    }
    Ok(Ready { written, thumbnail, mime })
}

fn worked(mime: &str, content: &[u8]) -> Result<Option<Worked>> {
    let Some(Stripped { content: bare, orientation }) = strip::strip(mime, content)? else {
        return Ok(None);
    };
    let picture = thumbnail::Picture { mime, content: &bare, orientation };
    let size = picture.size()?;
    if mime == "image/webp" {
        check_sticker(size, &bare)?;
    }
    let thumbnail = picture.thumbnail(size)?;
    Ok(Some(Worked { bare, thumbnail }))
}

fn check_sticker(size: (u32, u32), content: &[u8]) -> Result<()> {
    if size != (STICKER_PIXELS, STICKER_PIXELS) {
        return Err(MediaFault::Picture("a sticker has 512 by 512 pixels"));
    }
    let bytes = content.len() as u64;
    if !strip::is_animated(content) && bytes > STILL_STICKER_BYTES {
        let what = "a sticker that does not move";
        return Err(MediaFault::TooLarge { what, max_bytes: STILL_STICKER_BYTES });
    }
    Ok(())
}
