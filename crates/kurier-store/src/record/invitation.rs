//! Cards that ask a person something silently, and the imported lists that they come from.

use kurier_policy::id::{BusinessId, CardId, PersonId};
use kurier_policy::outbound::Recipient;
use kurier_policy::permission::Purpose;
use kurier_policy::rules::invitation::{CardAnswer, InvitationRule, LastCard};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A list that a business imported. Nothing of who stood on it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationImport {
    /// Whose.
    pub business: BusinessId,
    /// Its place among the imports of the business: 1, 2, 3, …
    pub number: i64,
    /// For what it asks.
    pub purpose: Purpose,
    /// About what; `None` = everything of the purpose.
    pub topic: Option<String>,
    /// Where and when the people agreed, as the business says.
    pub evidence: String,
    /// Lines that were read.
    pub lines: u32,
    /// Lines among them that were no address.
    pub malformed: u32,
    /// People who accepted.
    pub accepted: u64,
    /// When it came.
    pub at: Timestamp,
}

/// An import as it arrives.
#[derive(Debug, Clone)]
pub struct NewInvitations {
    /// What is kept of it; its number is given by the store.
    pub import: InvitationImport,
    /// Who stands on it, with the id of a card for each.
    pub people: Vec<(Recipient, CardId)>,
    /// When the same person may be asked again.
    pub rule: InvitationRule,
}

/// What a card asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// A business that she allowed nothing asks for something.
    Invitation,
    /// Shall what lapsed because she did not look at it go on?
    Renewal,
}

/// A card of one person about one business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its id; an import that may ask again gives the pair's invitation another.
    pub id: CardId,
    /// Who is asked.
    pub person: PersonId,
    /// By whom.
    pub business: BusinessId,
    /// What.
    pub kind: CardKind,
    /// The import that it comes from; 0 = none.
    pub import: i64,
    /// Of a renewal: when what lapsed was used last. 0 of an invitation.
    pub used_at: Timestamp,
    /// For what.
    pub purpose: Purpose,
    /// About what.
    pub topic: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When she first saw it.
    pub shown_at: Option<Timestamp>,
    /// When she answered.
    pub answered_at: Option<Timestamp>,
    /// What she said.
    pub answer: Option<CardAnswer>,
}

impl Card {
    /// What of it decides about the next one.
    pub fn last(&self) -> LastCard {
        LastCard {
            made_at: self.made_at,
            shown_at: self.shown_at,
            answered_at: self.answered_at,
            answer: self.answer,
        }
    }
}

/// Invitations of one business that were first shown within one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardHour {
    /// Whose.
    pub business: BusinessId,
    /// When the hour began.
    pub hour: Timestamp,
    /// How many.
    pub shown: i64,
    /// How many of them were answered since.
    pub answered: i64,
    /// How many of them were accepted.
    pub accepted: i64,
}

/// That invitations of a business are, or were, off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationsOff {
    /// Whose.
    pub business: BusinessId,
    /// Until when.
    pub until: Timestamp,
}
