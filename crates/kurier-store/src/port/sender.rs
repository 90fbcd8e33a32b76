//! The verbs for what a sender shows people of itself.

use super::Result;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::profile::{Profile, ProfileChange};

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
}
