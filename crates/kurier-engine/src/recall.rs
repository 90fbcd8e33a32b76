//! A business takes a message back before it is read.

use crate::{Engine, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, MediaId, MessageRef};
use kurier_store::record::{MediaOwner, Recalled};

/// How many of her newest entries are looked through for another message with the same file.
const LOOK_BACK: u32 = 500;

impl Engine {
    /// Takes a message back; her devices are told at once, those that are away when they come. What it showed she may see no more,
    /// unless another message shows it too.
    pub async fn recall(&self, business: BusinessId, message: MessageRef) -> Result<Recalled> {
        let now = self.parts.clock.now();
        let files = self.files_of(message).await?;
        let recalled = self.parts.store.recall(business, message, now).await?;
        if let Recalled::Done { entry, .. } = &recalled {
            self.hand_over(message.person, entry);
            self.wake_events(business);
            self.take_files_back(business, message, files).await?;
        }
        Ok(recalled)
    }

    async fn files_of(&self, message: MessageRef) -> Result<Vec<MediaId>> {
        let before = InboxSeq(message.seq.0.saturating_sub(1));
        let page = self.parts.store.follow_inbox(message.person, before, 1).await?;
        let entry = page.entries.first().filter(|entry| entry.seq == message.seq);
        Ok(entry.map(|entry| shown_by(entry)).unwrap_or_default())
    }

    async fn take_files_back(
        &self,
        business: BusinessId,
        message: MessageRef,
        mut files: Vec<MediaId>,
    ) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let (store, person) = (&self.parts.store, message.person);
        let head = store.inbox_state(person).await?.head;
        let after = InboxSeq(head.0.saturating_sub(LOOK_BACK));
        for entry in &store.follow_inbox(person, after, LOOK_BACK).await?.entries {
            if entry.business == business {
                let others = shown_by(entry);
                files.retain(|file| !others.contains(file));
            }
        }
        for file in files {
            store.revoke_media(person, MediaOwner::Business(business), file).await?;
        }
        Ok(())
    }
}

/// The files that a message of a business shows.
fn shown_by(entry: &InboxEntry) -> Vec<MediaId> {
    let EntryKind::FromBusiness { content, .. } = &entry.kind else { return Vec::new() };
    Content::files(content).into_iter().map(|file| file.id).collect()
}
