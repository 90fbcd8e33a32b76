//! Who may see which file.

use super::{KEPT_OF_PERSON_S, Library, Result};
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_store::record::{Media, MediaOwner, MediaShare};

impl Library {
    /// The file, if this person may see it: she uploaded it, or a message in her inbox refers to it.
    pub async fn may_see(&self, person: PersonId, id: MediaId) -> Result<Media> {
        let media = self.parts.store.visible_media(person, id).await?;
        self.still(media)
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
