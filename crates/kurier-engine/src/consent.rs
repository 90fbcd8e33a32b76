//! A person allows, withdraws, blocks: each decision becomes a signed receipt in her inbox.

use crate::account::CreatedPerson;
use crate::entropy::bits;
use crate::invite::TOPIC_MAX;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, PersonId, ReceiptId};
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::{Ask, Cadence, Permission, Withdrawal};
use kurier_policy::receipt::{Decision, Receipt, SIGNUP, SignedReceipt, sign};
use kurier_store::port::{Recorded, StoreError};
use kurier_store::record::{Business, Invite, Relation};

/// One line of an invitation that the person said yes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which line, from 0.
    pub index: usize,
    /// How often at most; never more often than asked.
    pub cadence: Cadence,
}

/// Somebody who comes by an invitation.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// What she calls herself; may be empty.
    pub name: String,
    /// `de`, `en`.
    pub language: String,
    /// Name of her first device; may be empty.
    pub device_label: String,
}

/// Where and in which words a decision was made.
#[derive(Debug, Clone)]
pub struct Setting {
    /// `invite:CODE`, `signup:ID`, `card:ID`, `permissions`, `stop-word`, `undo:ID`, `sandbox`.
    pub source: String,
    /// Language of the words.
    pub language: String,
}

impl Engine {
    /// Accepts lines of an invitation: records the receipt, then lets the business greet.
    pub async fn accept_invite(
        &self,
        person: PersonId,
        invite: &Invite,
        choices: &[Choice],
        language: &str,
    ) -> Result<Recorded> {
        let asks = chosen(invite, choices)?;
        let source = match self.parts.store.signup_of_invite(invite.code.clone()).await? {
            Some(signup) => format!("{SIGNUP}{}", signup.id),
            None => format!("invite:{}", invite.code),
        };
        let setting = Setting { source, language: language.to_owned() };
        let code = Some(invite.code.clone());
        let recorded = self.grant(person, invite.business, &asks, setting, code).await?;
        // Her permission stands, whatever becomes of the welcome.
        if let Err(error) = self.greet(invite, &recorded.relation).await {
            tracing::warn!(business = %invite.business, %error, "a welcome could not be sent");
        }
        Ok(recorded)
    }

    /// Accepts lines of an invitation as somebody new. If the invitation cannot be used any more,
    /// nothing of her stays.
    pub async fn accept_as_newcomer(
        &self,
        newcomer: Newcomer,
        invite: &Invite,
        choices: &[Choice],
    ) -> Result<(CreatedPerson, Recorded)> {
        let Newcomer { name, language, device_label } = newcomer;
        let created = self.create_person(name, language.clone(), None, device_label).await?;
        let person = created.person.id;
        match self.accept_invite(person, invite, choices, &language).await {
            Ok(recorded) => Ok((created, recorded)),
            Err(error) => {
                // Should it fail, she stays without a session and without a permission.
                if let Err(kept) = self.parts.store.forget_person(person).await {
                    tracing::warn!(%kept, "a person who came for nothing could not be forgotten");
                }
                Err(error)
            }
        }
    }

    /// Records that `person` allows `asks`.
    pub async fn grant(
        &self,
        person: PersonId,
        business: BusinessId,
        asks: &[Ask],
        setting: Setting,
        use_invite: Option<String>,
    ) -> Result<Recorded> {
        if asks.is_empty() {
            return Err(EngineError::invalid(
                "nothing_chosen",
                "choose at least one thing to allow",
            ));
        }
        let now = self.parts.clock.now();
        let id = self.receipt_id();
        let permissions = asks
            .iter()
            .map(|ask| Permission {
                receipt: id,
                purpose: ask.purpose,
                topic: ask.topic.clone(),
                cadence: ask.cadence,
                granted_at: now,
                expires_at: ask.lifetime_s.map(|seconds| now.plus_s(seconds)),
            })
            .collect();
        let wording = asks.iter().map(|ask| ask.wording.clone()).collect();
        let decision = Decision::Grant { permissions };
        let receipt = self.signed(person, business, id, decision, setting, wording).await?;
        self.record(person, receipt, use_invite).await
    }

    /// Takes permissions back: effective at once, also for messages already queued.
    pub async fn withdraw(
        &self,
        person: PersonId,
        business: BusinessId,
        withdrawal: Withdrawal,
        setting: Setting,
    ) -> Result<Recorded> {
        let topic = withdrawal.topic.as_deref().unwrap_or_default();
        if topic.chars().count() > TOPIC_MAX {
            return Err(EngineError::invalid("too_long", "a topic has at most 60 characters"));
        }
        self.end_permissions(person, business, withdrawal, setting, Vec::new()).await
    }

    /// Takes permissions back in the words that she saw or wrote; the receipt names those that end.
    pub(crate) async fn end_permissions(
        &self,
        person: PersonId,
        business: BusinessId,
        withdrawal: Withdrawal,
        setting: Setting,
        wording: Vec<String>,
    ) -> Result<Recorded> {
        let now = self.parts.clock.now();
        let mut taken = self.relation(person, business).await?.permissions;
        taken.retain(|one| withdrawal.hits(one) && one.is_live(now));
        let decision = Decision::Withdraw { withdrawal, taken };
        let id = self.receipt_id();
        let receipt = self.signed(person, business, id, decision, setting, wording).await?;
        self.record(person, receipt, None).await
    }

    /// Blocks or unblocks a business. A block counts against the template that came last.
    pub async fn block(&self, person: PersonId, business: BusinessId, blocked: bool) -> Result<()> {
        let was_blocked = self.relation(person, business).await?.blocked;
        self.set_blocked(person, business, blocked).await?;
        if blocked && !was_blocked {
            self.complain(person, business).await?;
        }
        Ok(())
    }

    /// The block alone, which nobody counts.
    pub(crate) async fn set_blocked(
        &self,
        person: PersonId,
        business: BusinessId,
        blocked: bool,
    ) -> Result<()> {
        let now = self.parts.clock.now();
        for entry in self.parts.store.set_blocked(person, business, blocked, now).await? {
            self.hand_over(person, &entry);
        }
        self.wake_events(business);
        Ok(())
    }

    /// Her relation with a business.
    pub async fn relation(&self, person: PersonId, business: BusinessId) -> Result<Relation> {
        let relations = self.parts.store.relations(person).await?;
        relations.into_iter().find(|relation| relation.business == business).ok_or_else(|| {
            EngineError::invalid("no_relation", "you have no conversation with this business")
        })
    }

    pub(crate) async fn record(
        &self,
        person: PersonId,
        receipt: SignedReceipt,
        use_invite: Option<String>,
    ) -> Result<Recorded> {
        let business = receipt.receipt.business;
        let now = self.parts.clock.now();
        let recorded =
            self.parts.store.record_receipt(person, receipt, use_invite, now).await.map_err(
                |error| match error {
                    StoreError::Conflict("invitation used up") => {
                        EngineError::invalid("invite_used_up", "this invitation was used already")
                    }
                    other => other.into(),
                },
            )?;
        for entry in &recorded.entries {
            self.hand_over(person, entry);
        }
        self.wake_events(business);
        Ok(recorded)
    }

    /// The welcome goes out like every other message: through admission, as the one greeting that
    /// an accepted invitation allows.
    async fn greet(&self, invite: &Invite, relation: &Relation) -> Result<()> {
        if invite.welcome.is_empty() {
            return Ok(());
        }
        let outbound = Outbound {
            business: invite.business,
            sender: invite.sender,
            to: Recipient::UserId(relation.ids.user_id.clone()),
            draft: Draft::Text { body: invite.welcome.clone(), preview_url: false },
            files: Vec::new(),
            reply_to: None,
            opaque: None,
        };
        self.admit(outbound, None).await?;
        Ok(())
    }

    pub(crate) async fn signed(
        &self,
        person: PersonId,
        business: BusinessId,
        id: ReceiptId,
        decision: Decision,
        setting: Setting,
        wording: Vec<String>,
    ) -> Result<SignedReceipt> {
        let now = self.parts.clock.now();
        let relation = self.parts.store.relate(business, person, now).await?;
        let business: Business = self.parts.store.business(business).await?;
        let receipt = Receipt {
            version: 1,
            id,
            at: now,
            business: business.id,
            business_name: business.name,
            user_id: relation.ids.user_id,
            decision,
            source: setting.source,
            language: setting.language,
            wording,
        };
        Ok(sign(receipt, self.parts.keys.receipt_seed()))
    }

    pub(crate) fn receipt_id(&self) -> ReceiptId {
        ReceiptId::from_random(bits(&*self.parts.entropy))
    }
}

/// The lines chosen, each at most as often as asked.
fn chosen(invite: &Invite, choices: &[Choice]) -> Result<Vec<Ask>> {
    let mut asks: Vec<Ask> = Vec::with_capacity(choices.len());
    for choice in choices {
        let Some(ask) = invite.asks.get(choice.index) else {
            return Err(EngineError::invalid("bad_request", "no such line on this invitation"));
        };
        let cadence =
            if choice.cadence.gap_s() > ask.cadence.gap_s() { choice.cadence } else { ask.cadence };
        asks.push(Ask { cadence, ..ask.clone() });
    }
    Ok(asks)
}

#[cfg(test)]
#[path = "consent_tests.rs"]
mod tests;
