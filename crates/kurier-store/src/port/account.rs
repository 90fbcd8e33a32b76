//! The verbs for the senders that businesses add, prove, name and remove.

use super::Result;
use crate::record::{
    AddedSender, RemovedSender, Sender, SenderOnboarding, TakenUsername, Username,
};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::onboarding::{Onboarding, OnboardingChange, OnboardingFault};
use kurier_policy::time::Timestamp;

/// Senders beyond the first, and what of a sender is not settled.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// Adds a sender to its business, unless that has `max` already, or the number is that of a sender that is there or
    /// was removed less than five minutes ago, of whichever business. `NotFound("business")`.
    async fn add_sender(
        &self,
        sender: Sender,
        onboarding: Onboarding,
        max: u32,
        now: Timestamp,
    ) -> Result<AddedSender>;
    /// Removes a sender of this business for good: it is registered no more, and its addresses into chats end. What it
    /// sent stays, and [`sender`](super::Store::sender) still answers it, with `deleted_at`. The last one stays.
    /// `NotFound("sender")` if it is none of this business, or was removed before.
    async fn remove_sender(
        &self,
        business: BusinessId,
        sender: SenderId,
        now: Timestamp,
    ) -> Result<RemovedSender>;
    /// What of a sender is not settled; nothing if nobody ever asked. Whether it is there is not looked at.
    async fn onboarding(&self, business: BusinessId, sender: SenderId) -> Result<Onboarding>;
    /// Moves an onboarding in one step; a name that is allowed becomes the sender's in the same step. What was refused is
    /// answered as such, with a wrong guess counted. `NotFound("sender")` if it is none of this business, or was removed.
    async fn change_onboarding(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: OnboardingChange,
        now: Timestamp,
    ) -> Result<std::result::Result<Onboarding, OnboardingFault>>;
    /// Senders that are there and of which something was ever asked, after `after`, by id, at most `limit`, each with
    /// its onboarding.
    async fn onboardings(&self, after: SenderId, limit: u32) -> Result<Vec<SenderOnboarding>>;

    /// Gives a sender a username in place of the one it has, unless another has that name. One of the same business is
    /// asked to give it up with `transfer`. What was given up rests for
    /// [`USERNAME_RESTS_S`](kurier_policy::username::USERNAME_RESTS_S), but not for its business.
    async fn take_username(
        &self,
        of: (BusinessId, SenderId),
        name: String,
        transfer: bool,
        now: Timestamp,
    ) -> Result<TakenUsername>;
    /// Gives the username of this sender up; whether it had one.
    async fn release_username(
        &self,
        business: BusinessId,
        sender: SenderId,
        now: Timestamp,
    ) -> Result<bool>;
    /// The username of a sender.
    async fn username_of(&self, sender: SenderId) -> Result<Option<String>>;
    /// A username, also one that was given up. `NotFound("username")`.
    async fn username(&self, name: String) -> Result<Username>;
}
