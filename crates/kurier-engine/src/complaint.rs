//! What people dislike: a block or a report is kept with the template of the message that it is about.
//!
//! Whoever shows messages with a report says which. Otherwise her reason tells: what nobody signed up for, comes too often or
//! is not relevant is marketing, so that a notice that came after it is not blamed; advertising that came as a notice is a
//! notice. Any other reason, and a block without one, is about the message that came last.

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
    seq: InboxSeq,
    price: Price,
}

impl Engine {
    /// Keeps that she blocked a business.
    pub(crate) async fn complain(&self, person: PersonId, business: BusinessId) -> Result<()> {
        if let Some(complaint) = self.complaint(person, business, None, &[]).await? {
            self.parts.store.complain(complaint).await?;
        }
        Ok(())
    }

    /// What she dislikes: one of the messages that this business sent her lately, if there are any. With a reason it is a
    /// report, and `shown` are the places of the messages that she shows.
    pub(crate) async fn complaint(
        &self,
        person: PersonId,
        business: BusinessId,
        reason: Option<Reason>,
        shown: &[InboxSeq],
    ) -> Result<Option<Complaint>> {
        let at = self.parts.clock.now();
        let lately = self.lately(person, business, at).await?;
        let Some(blamed) = blamed(lately, reason, shown) else { return Ok(None) };
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

    /// Messages of a business to her that a complaint may be about, the newest first.
    async fn lately(
        &self,
        person: PersonId,
        business: BusinessId,
        now: Timestamp,
    ) -> Result<Vec<Blamed>> {
        let store = &self.parts.store;
        let head = store.inbox_state(person).await?.head;
        let after = InboxSeq(head.0.saturating_sub(SEARCHED));
        let page = store.follow_inbox(person, after, SEARCHED).await?;
        let since = now.plus_s(-BLAMED_S);
        let of = |entry: &InboxEntry| match &entry.kind {
            EntryKind::FromBusiness { content: Content::Template(is), price, .. }
                if entry.business == business && entry.at >= since =>
            {
                let (template, at, seq) = (is.template, entry.at, entry.seq);
                Some(Blamed { template, at, seq, price: *price })
            }
            _ => None,
        };
        Ok(page.entries.iter().rev().filter_map(|entry| of(entry)).collect())
    }
}

/// Which of these messages, the newest first, a complaint is about.
fn blamed(lately: Vec<Blamed>, reason: Option<Reason>, shown: &[InboxSeq]) -> Option<Blamed> {
    let is_meant = |one: &Blamed| one.price.category == meant(reason).unwrap_or(one.price.category);
    let place = lately.iter().position(|one| shown.contains(&one.seq));
    let place = place.or_else(|| lately.iter().position(is_meant));
    lately.into_iter().nth(place.unwrap_or(0))
}

/// What kind of message a reason is about; `None` = any.
fn meant(reason: Option<Reason>) -> Option<Category> {
    match reason? {
        Reason::NotSignedUp | Reason::TooOften | Reason::NotRelevant => Some(Category::Marketing),
        Reason::AdvertisingAsNotice => Some(Category::Utility),
        Reason::Scam | Reason::Offensive | Reason::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::pricing::PriceKind;

    /// An offer at place 1, a notice at place 2 and another one at place 3, the newest first.
    fn lately() -> Vec<Blamed> {
        let message = |(place, category)| {
            let price = Price {
                category,
                kind: PriceKind::Regular,
                micros: Micros(1),
                surcharge: Micros::ZERO,
            };
            let at = Timestamp::from_seconds(i64::from(place));
            Blamed { template: TemplateId(i64::from(place)), at, seq: InboxSeq(place), price }
        };
        [(3, Category::Utility), (2, Category::Utility), (1, Category::Marketing)]
            .map(message)
            .into()
    }

    fn place(reason: Option<Reason>, shown: &[InboxSeq]) -> u32 {
        blamed(lately(), reason, shown).unwrap().seq.0
    }

    #[test]
    fn an_honest_notice_is_not_blamed_for_an_offer_that_came_before_it() {
        for reason in [Reason::NotSignedUp, Reason::TooOften, Reason::NotRelevant] {
            assert_eq!(place(Some(reason), &[]), 1, "{reason:?}");
        }
    }

    #[test]
    fn advertising_as_a_notice_is_a_notice_and_a_fraud_may_be_anything() {
        assert_eq!(place(Some(Reason::AdvertisingAsNotice), &[]), 3);
        assert_eq!(place(Some(Reason::Scam), &[]), 3);
        assert_eq!(place(None, &[]), 3);
        let offers = lately().into_iter().filter(|one| one.price.category == Category::Marketing);
        let blamed = blamed(offers.collect(), Some(Reason::AdvertisingAsNotice), &[]);
        assert_eq!(blamed.unwrap().seq.0, 1, "where there is no notice, it is what there is");
    }

    #[test]
    fn what_she_shows_is_what_it_is_about() {
        assert_eq!(place(Some(Reason::Scam), &[InboxSeq(1), InboxSeq(2)]), 2);
        assert_eq!(place(Some(Reason::TooOften), &[InboxSeq(2)]), 2);
        assert_eq!(place(Some(Reason::Scam), &[InboxSeq(77)]), 3, "it shows another chat");
        assert!(blamed(Vec::new(), Some(Reason::Scam), &[InboxSeq(1)]).is_none());
    }
}
