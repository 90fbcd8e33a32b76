//! Who may see which file.

use super::{BlobError, KEPT_OF_PERSON_S, Library, Part, Result, strip};
use futures_util::StreamExt;
use kurier_policy::content::Attachment;
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_policy::media::MediaKind;
use kurier_store::record::{Media, MediaOwner, MediaShare};

impl Library {
    /// The file, if this person may see it: she uploaded it, or a message in her inbox refers to it.
    pub async fn may_see(&self, person: PersonId, id: MediaId) -> Result<Media> {
        let media = self.parts.store.visible_media(person, id).await?;
        self.still(media)
    }

    /// The file as a message carries it that shows it as `kind`.
    pub async fn attached(&self, media: &Media, kind: MediaKind) -> Result<Attachment> {
        let attachment = media.attached(kind);
        if kind != MediaKind::Sticker {
            return Ok(attachment);
        }
        let range = 0..strip::HEAD_BYTES.min(media.bytes);
        let mut head = self.read(media, Part::File, range).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = head.next().await {
            bytes.extend_from_slice(&piece.map_err(BlobError::from)?);
        }
        Ok(Attachment { animated: strip::head_moves(&bytes), ..attachment })
    }

    /// Gives a business a file that a person uploaded, under an id that no other business sees, for seven days.
    pub async fn hand_to_business(
        &self,
        person: PersonId,
        id: MediaId,
        (business, sender): (BusinessId, SenderId),
    ) -> Result<Media> {
        let hers = self.media(MediaOwner::Person(person), id).await?;
        let now = self.parts.clock.now();
        let share = MediaShare {
            owner: MediaOwner::Business(business),
            id: self.fresh_id(),
            sender: Some(sender),
            expires_at: now.plus_s(KEPT_OF_PERSON_S),
        };
        Ok(self.parts.store.share_media(hers.owner, hers.id, share, now).await?)
    }
}
