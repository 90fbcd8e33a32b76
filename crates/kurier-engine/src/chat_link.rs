//! Addresses that lead into a chat, with a text to begin with.

use crate::account::CreatedPerson;
use crate::consent::Newcomer;
use crate::entropy::draw;
use crate::{Engine, Result};
use kurier_policy::id::PersonId;
use kurier_policy::pilot::Feature;
use kurier_policy::token;
use kurier_store::record::{ChatLink, Relation, Sender};

/// Most addresses of one sender (Cloud API: message QR codes).
pub const LINKS_MAX: u32 = 2_000;

impl Engine {
    /// Makes an address into a chat.
    pub async fn create_chat_link(&self, sender: &Sender, text: String) -> Result<ChatLink> {
        self.require(sender.business, Feature::Invites).await?;
        let link = ChatLink {
            code: token::link_code(draw(&*self.parts.entropy)),
            business: sender.business,
            sender: sender.id,
            text,
            created_at: self.parts.clock.now(),
        };
        self.parts.store.create_chat_link(link.clone(), LINKS_MAX).await?;
        Ok(link)
    }

    /// A person wants to write to the business: from now on she can. She allows it nothing by that; what she
    /// writes opens its window, as ever.
    pub async fn enter_chat(&self, person: PersonId, link: &ChatLink) -> Result<Relation> {
        let now = self.parts.clock.now();
        Ok(self.parts.store.relate(link.business, person, now).await?)
    }

    /// The same as somebody new.
    pub async fn enter_chat_as_newcomer(
        &self,
        newcomer: Newcomer,
        link: &ChatLink,
    ) -> Result<CreatedPerson> {
        let Newcomer { name, language, device_label } = newcomer;
        let created = self.create_person(name, language, None, device_label).await?;
        let person = created.person.id;
        if let Err(error) = self.enter_chat(person, link).await {
            // Should it fail, she stays without a session and without a chat.
            if let Err(kept) = self.parts.store.forget_person(person).await {
                tracing::warn!(%kept, "a person who came for nothing could not be forgotten");
            }
            return Err(error);
        }
        Ok(created)
    }
}
