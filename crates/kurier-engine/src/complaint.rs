//! What people dislike: a block or a report is kept with the template whose message came last.

use crate::{Engine, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, TemplateId};
use kurier_policy::template::quality::JUDGED_DAYS;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::record::Complaint;

/// How far back the message lies that a block or report is about.
const BLAMED_S: i64 = JUDGED_DAYS * DAY_S;
/// Entries of a person's inbox that are searched for it.
const SEARCHED: u32 = 500;

impl Engine {
    /// Keeps that she blocked a business, with the template whose message came last, if one did lately.
    pub(crate) async fn complain(&self, person: PersonId, business: BusinessId) -> Result<()> {
        let at = self.parts.clock.now();
        let Some(template) = self.blamed(person, business, at).await? else { return Ok(()) };
        let complaint = Complaint { business, template, person, at, reported: false };
        self.parts.store.complain(complaint).await?;
        Ok(())
    }

    /// The template that a block or report counts against.
    pub(crate) async fn blamed(
        &self,
        person: PersonId,
        business: BusinessId,
        now: Timestamp,
    ) -> Result<Option<TemplateId>> {
        let store = &self.parts.store;
        let head = store.inbox_state(person).await?.head;
        let after = InboxSeq(head.0.saturating_sub(SEARCHED));
        let page = store.follow_inbox(person, after, SEARCHED).await?;
        let since = now.plus_s(-BLAMED_S);
        let of = |entry: &InboxEntry| match &entry.kind {
            EntryKind::FromBusiness { content: Content::Template(is), .. }
                if entry.business == business && entry.at >= since =>
            {
                Some(is.template)
            }
            _ => None,
        };
        Ok(page.entries.iter().rev().find_map(|entry| of(entry)))
    }
}
