//! What people dislike: a block or a report is kept with the template whose message came last.

use crate::{Engine, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::pricing::{Category, Price};
use kurier_policy::rules::reason::Reason;
use kurier_policy::template::quality::JUDGED_DAYS;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::record::Complaint;

/// How far back the message lies that a block or report is about.
const BLAMED_S: i64 = JUDGED_DAYS * DAY_S;
/// Entries of a person's inbox that are searched for it.
const SEARCHED: u32 = 500;

/// The message that a complaint is about.
struct Blamed {
    template: TemplateId,
    at: Timestamp,
    price: Price,
}

impl Engine {
    /// Keeps that she blocked a business.
    pub(crate) async fn complain(&self, person: PersonId, business: BusinessId) -> Result<()> {
        if let Some(complaint) = self.complaint(person, business, None).await? {
            self.parts.store.complain(complaint).await?;
        }
        Ok(())
    }

    /// What she dislikes: the template whose message of this business came last, if one did lately. With a reason it
    /// is a report.
    pub(crate) async fn complaint(
        &self,
        person: PersonId,
        business: BusinessId,
        reason: Option<Reason>,
    ) -> Result<Option<Complaint>> {
        let at = self.parts.clock.now();
        let Some(blamed) = self.blamed(person, business, at).await? else { return Ok(None) };
        let reported = reason.is_some();
        let surcharge =
            if reported { self.surcharge(business, &blamed).await? } else { Micros::ZERO };
        let (template, sent_at) = (blamed.template, blamed.at);
        Ok(Some(Complaint { business, template, person, at, sent_at, reported, reason, surcharge }))
    }

    /// What a report adds to the price of her message.
    async fn surcharge(&self, business: BusinessId, of: &Blamed) -> Result<Micros> {
        if of.price.category != Category::Marketing {
            return Ok(Micros::ZERO);
        }
        let rules = self.parts.store.usage(business, None).await?.limits.rules;
        Ok(rules.map_or(Micros::ZERO, |rules| rules.price.reported(of.price)))
    }

    async fn blamed(
        &self,
        person: PersonId,
        business: BusinessId,
        now: Timestamp,
    ) -> Result<Option<Blamed>> {
        let store = &self.parts.store;
        let head = store.inbox_state(person).await?.head;
        let after = InboxSeq(head.0.saturating_sub(SEARCHED));
        let page = store.follow_inbox(person, after, SEARCHED).await?;
        let since = now.plus_s(-BLAMED_S);
        let of = |entry: &InboxEntry| match &entry.kind {
            EntryKind::FromBusiness { content: Content::Template(is), price, .. }
                if entry.business == business && entry.at >= since =>
            {
                Some(Blamed { template: is.template, at: entry.at, price: *price })
            }
            _ => None,
        };
        Ok(page.entries.iter().rev().find_map(|entry| of(entry)))
    }
}
