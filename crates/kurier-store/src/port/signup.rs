//! The verbs for sign-up links.

use super::Result;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, SignupId};
use kurier_policy::signup::{Signup, SignupChange, SignupFault};
use kurier_policy::time::Timestamp;

/// Sign-up links, each with the invitation that people see.
#[async_trait]
pub trait SignupStore: Send + Sync + 'static {
    /// Adds a link and its invitation in one step. `Conflict("too many links")` if its business has `max` already.
    async fn create_signup(&self, signup: Signup, max: u32) -> Result<()>;
    /// One link. `NotFound("signup")`.
    async fn signup(&self, id: SignupId) -> Result<Signup>;
    /// The link that an invitation belongs to, if it belongs to one.
    async fn signup_of_invite(&self, code: String) -> Result<Option<Signup>>;
    /// Links of a business after `after`, by id, at most `limit`.
    async fn signups(
        &self,
        business: BusinessId,
        after: SignupId,
        limit: u32,
    ) -> Result<Vec<Signup>>;
    /// Changes a link and its invitation in one step. `NotFound("signup")` if it is none of this business; what does not
    /// fit is answered as such, and nothing is changed.
    async fn change_signup(
        &self,
        business: BusinessId,
        id: SignupId,
        change: SignupChange,
        now: Timestamp,
    ) -> Result<std::result::Result<Signup, SignupFault>>;
}
