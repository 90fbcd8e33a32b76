//! The verbs for what a sender shows people of itself, and whom its business bars.

use super::Result;
use crate::record::{Bar, ChatLink};
use async_trait::async_trait;
use kurier_policy::automation::{Automation, AutomationChange};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::outbound::Recipient;
use kurier_policy::pin::{PinState, Registration, RegistrationFault};
use kurier_policy::profile::{Profile, ProfileChange};
use kurier_policy::time::Timestamp;

/// What senders show people. A sender is named together with its business; whether it is there is not
/// looked at.
#[async_trait]
pub trait SenderStore: Send + Sync + 'static {
    /// What a sender shows; an empty profile if it never set one.
    async fn profile(&self, business: BusinessId, sender: SenderId) -> Result<Profile>;
    /// Changes a profile in one step, so that of two changes at once neither is lost. Answers it before
    /// and afterwards.
    async fn change_profile(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: ProfileChange,
    ) -> Result<(Profile, Profile)>;
    /// Ice breakers and commands of a sender; none if it never set any.
    async fn automation(&self, business: BusinessId, sender: SenderId) -> Result<Automation>;
    /// Changes them in one step, as [`change_profile`](Self::change_profile). Answers them afterwards.
    async fn change_automation(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: AutomationChange,
    ) -> Result<Automation>;

    /// What is kept of a sender's PIN.
    async fn pin(&self, business: BusinessId, sender: SenderId) -> Result<PinState>;
    /// Registers a sender, takes that back, or changes its PIN, in one step. What was refused is answered as
    /// such, with the guess counted. `NotFound("sender")` if it is none of this business.
    async fn register_sender(
        &self,
        business: BusinessId,
        sender: SenderId,
        asked: Registration,
        now: Timestamp,
    ) -> Result<std::result::Result<(), RegistrationFault>>;

    /// Bars people from writing to a business, or lets them write again, in the order asked; each for
    /// itself. Only who wrote in the last 24 hours can be barred, and at most `max` are at once.
    async fn set_barred(
        &self,
        business: BusinessId,
        people: Vec<Recipient>,
        barred: bool,
        max: u32,
        now: Timestamp,
    ) -> Result<Vec<Bar>>;
    /// Adds an address into a chat. `Conflict("too many links")` if its sender has `max` already.
    async fn create_chat_link(&self, link: ChatLink, max: u32) -> Result<()>;
    /// Gives an address of this sender another text. `NotFound("link")` if it is none of its own.
    async fn change_chat_link(
        &self,
        sender: SenderId,
        code: String,
        text: String,
    ) -> Result<ChatLink>;
    /// One address.
    async fn chat_link(&self, code: String) -> Result<ChatLink>;
    /// Addresses of a sender after `after`, by code, at most `limit`.
    async fn chat_links(
        &self,
        sender: SenderId,
        after: String,
        limit: u32,
    ) -> Result<Vec<ChatLink>>;
    /// Ends an address of this sender. `NotFound("link")` if it is none of its own.
    async fn delete_chat_link(&self, sender: SenderId, code: String) -> Result<()>;

    /// Those whom a business bars, by `wa_id`, after `after`, at most `limit`.
    async fn barred(&self, business: BusinessId, after: u64, limit: u32) -> Result<Vec<u64>>;
}
