//! The verbs for cards: invitations of imported lists, and questions about what lapsed.

use super::Result;
use crate::record::{Card, InvitationImport, NewInvitations};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, CardId, PersonId};
use kurier_policy::rules::invitation::{CardAnswer, CardCounts};
use kurier_policy::time::Timestamp;

/// Cards. None of them lies in an inbox, and none of them lets a message through.
#[async_trait]
pub trait InvitationStore: Send + Sync + 'static {
    /// Keeps an import, and makes a card for everybody on it who is here, allows nothing of what it asks, has not
    /// blocked or withdrawn and is not barred, and may be asked again by the rule. Who that was, nothing tells.
    /// Answers the import with its number.
    async fn import_invitations(
        &self,
        new: NewInvitations,
        now: Timestamp,
    ) -> Result<InvitationImport>;
    /// Imports of a business, the newest first, those before the number `before`; at most `limit`.
    async fn invitation_imports(
        &self,
        business: BusinessId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<InvitationImport>>;
    /// Cards of a person, answered or not, the newest first, at most `limit`; each with the time until which
    /// invitations of its business are, or were, off.
    async fn cards(&self, person: PersonId, limit: u32) -> Result<Vec<(Card, Option<Timestamp>)>>;
    /// Says that these cards are shown to her from now on, in their order, as long as she was shown fewer than `most`
    /// from `since` on. Renewals that are not there yet are kept as given. Answers those that became shown by it.
    async fn show_cards(
        &self,
        person: PersonId,
        cards: Vec<Card>,
        since: Timestamp,
        most: u32,
        now: Timestamp,
    ) -> Result<Vec<CardId>>;
    /// Keeps her answer to a card that was shown. `NotFound("card")`, `Conflict("card answered")`.
    async fn answer_card(
        &self,
        person: PersonId,
        card: CardId,
        answer: CardAnswer,
        now: Timestamp,
    ) -> Result<Card>;
    /// Invitations of a business that were shown from `since` on: those shown before `settled`, and those that were
    /// answered; both to the hour.
    async fn card_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
        settled: Timestamp,
    ) -> Result<CardCounts>;
    /// Until when the invitations of a business are, or were last, off.
    async fn invitations_off(&self, business: BusinessId) -> Result<Option<Timestamp>>;
    /// Turns them off until then.
    async fn turn_invitations_off(&self, business: BusinessId, until: Timestamp) -> Result<()>;
}
