//! A person listened to a voice note.

use crate::{Engine, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_store::port::StoreError;

impl Engine {
    /// Tells the business of a voice note that it was listened to, once.
    pub async fn played(&self, person: PersonId, seq: InboxSeq) -> Result<()> {
        let before = InboxSeq(seq.0.saturating_sub(1));
        let page = self.parts.store.follow_inbox(person, before, 1).await?;
        let is_note = page.entries.first().is_some_and(|entry| entry.seq == seq && is_note(entry));
        if !is_note {
            return Err(StoreError::NotFound("message").into());
        }
        let now = self.parts.clock.now();
        if let Some(business) = self.parts.store.note_played(person, seq, now).await? {
            self.wake_events(business);
        }
        Ok(())
    }
}

/// Whether a business sent her a voice note there.
fn is_note(entry: &InboxEntry) -> bool {
    let EntryKind::FromBusiness { content, .. } = &entry.kind else { return false };
    matches!(content, Content::Media(message) if message.voice)
}
