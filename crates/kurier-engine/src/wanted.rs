//! The question under some marketing: was it wanted? Who is asked follows from the message; "no" ends the marketing of
//! that business, with a receipt.

use crate::consent::Setting;
use crate::{Engine, EngineError, Result};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{InboxSeq, MessageRef, PersonId, TemplateId};
use kurier_policy::permission::{Purpose, Withdrawal};
use kurier_policy::pricing::Category;
use kurier_policy::rules::feedback::Wanted;
use kurier_store::port::{Recorded, StoreError};
use kurier_store::record::WantedAnswer;
use std::sync::Arc;

/// Where an answer comes from, as its receipt says.
const SOURCE: &str = "asked";

/// Whether a message asks, and what she said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Whether it asks.
    pub asks: bool,
    /// What she said about this very message.
    pub answer: Option<Wanted>,
}

impl Engine {
    /// Whether a message in her inbox asks whether it was wanted.
    pub async fn wanted_question(&self, person: PersonId, seq: InboxSeq) -> Result<Question> {
        let (entry, template) = self.asked_entry(person, seq).await?;
        let Some(template) = template else { return Ok(Question { asks: false, answer: None }) };
        let known = self.parts.store.wanted_of(entry.business, person).await?;
        let about = known.filter(|of| of.template == template && of.at == entry.at);
        Ok(Question { asks: true, answer: about.map(|of| of.wanted) })
    }

    /// Keeps what she answered. "No" withdraws her permission for marketing of this business.
    pub async fn answer_wanted(
        &self,
        person: PersonId,
        seq: InboxSeq,
        wanted: Wanted,
    ) -> Result<Option<Recorded>> {
        let (entry, template) = self.asked_entry(person, seq).await?;
        let Some(template) = template else {
            return Err(EngineError::invalid("not_asked", "this message does not ask"));
        };
        let (business, at) = (entry.business, entry.at);
        let answer = WantedAnswer { business, person, template, at, wanted };
        self.parts.store.answer_wanted(answer).await?;
        // The first of a campaign or of a template speak for all the others.
        self.note_wanted(business, person, seq, wanted == Wanted::Yes).await?;
        if wanted == Wanted::Yes {
            return Ok(None);
        }
        let language = self.parts.store.person(person).await?.language;
        let setting = Setting { source: SOURCE.to_owned(), language };
        let withdrawal = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
        self.withdraw(person, business, withdrawal, setting).await.map(Some)
    }

    /// The entry at this place, with its template if it asks.
    async fn asked_entry(
        &self,
        person: PersonId,
        seq: InboxSeq,
    ) -> Result<(Arc<InboxEntry>, Option<TemplateId>)> {
        let before = InboxSeq(seq.0.saturating_sub(1));
        let page = self.parts.store.follow_inbox(person, before, 1).await?;
        let entry = page.entries.into_iter().find(|entry| entry.seq == seq);
        let entry = entry.ok_or(StoreError::NotFound("message"))?;
        let EntryKind::FromBusiness { content: Content::Template(is), price, .. } = &entry.kind
        else {
            return Ok((entry, None));
        };
        let usage = self.parts.store.usage(entry.business, None).await?;
        let Some(rules) = usage.limits.rules else { return Ok((entry, None)) };
        let business = self.parts.store.business(entry.business).await?;
        // All marketing of a young business counts as the first of a send.
        let is_young = price.category == Category::Marketing
            && rules.quality.is_young(business.created_at, entry.at);
        let may_ask = matches!(price.category, Category::Marketing | Category::Utility);
        let in_canary =
            is_young || may_ask && self.is_in_canary(business.id, (person, seq, entry.at)).await?;
        let message = MessageRef { person, seq, hint: 0 };
        let secret = self.parts.keys.feedback_secret();
        let asks = rules.feedback.asks(price.category, message, in_canary, &secret);
        let template = asks.then_some(is.template);
        Ok((entry, template))
    }
}
