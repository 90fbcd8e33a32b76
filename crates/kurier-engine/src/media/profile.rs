//! The profile of a sender, with its picture.

use super::{KEPT_OF_PROFILE_S, Library, MediaFault, Result};
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::media::MediaKind;
use kurier_policy::profile::{Profile, ProfileChange};
use kurier_store::record::{MediaOwner, MediaShare, Sender};

impl Library {
    /// Changes what a sender shows; `handle` names an upload that becomes its picture.
    pub async fn change_profile(
        &self,
        sender: &Sender,
        mut change: ProfileChange,
        handle: Option<&str>,
    ) -> Result<()> {
        if let Some(handle) = handle {
            change.picture = Some(self.keep_picture(sender, handle).await?);
        }
        let store = &self.parts.store;
        let (before, after) = store.change_profile(sender.business, sender.id, change).await?;
        let former = before.picture.filter(|_| before.picture != after.picture);
        if let Some(former) = former {
            // The new picture stands; a former one that stays is only a leftover.
            if let Err(fault) = self.forget(MediaOwner::Business(sender.business), former).await {
                tracing::warn!(sender = %sender.id, %fault, "a former picture could not be erased");
            }
        }
        Ok(())
    }

    /// A record of its own, so that the upload may end and be deleted like any other.
    async fn keep_picture(&self, sender: &Sender, handle: &str) -> Result<MediaId> {
        let upload = self.media_of_handle(sender.business, handle).await?;
        if upload.kind != MediaKind::Image {
            return Err(MediaFault::Kind { mime: upload.mime, kind: MediaKind::Image });
        }
        let now = self.parts.clock.now();
        let share = MediaShare {
            owner: upload.owner,
            id: self.fresh_id(),
            sender: Some(sender.id),
            expires_at: now.plus_s(KEPT_OF_PROFILE_S),
        };
        Ok(self.parts.store.share_media(upload.owner, upload.id, share, now).await?.id)
    }

    /// The last part of an address of a profile's picture, good for five minutes; `None` if it has none.
    pub async fn picture(&self, business: BusinessId, profile: &Profile) -> Result<Option<String>> {
        let Some(picture) = profile.picture else { return Ok(None) };
        match self.media(MediaOwner::Business(business), picture).await {
            Ok(media) => Ok(Some(self.address(&media))),
            Err(fault) if fault.is_not_found() => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}
