//! Sign-up links: made, changed, and found by the invitation that people see.

use crate::entropy::{bits, draw};
use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, SignupId};
use kurier_policy::pilot::Feature;
use kurier_policy::signup::{Signup, SignupChange, SignupFault};
use kurier_policy::token;
use kurier_store::port::StoreError;

/// Most links of one business.
pub const SIGNUPS_MAX: u32 = 1_000;

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewSignup {
    /// What people are asked.
    pub message: String,
    /// What they are sent when they say yes.
    pub confirmation: String,
    /// Where the business says what it does with what it learns.
    pub privacy_policy_url: String,
    /// Its page.
    pub website_url: Option<String>,
    /// Put in place of the placeholder in the confirmation.
    pub promo_code: Option<String>,
    /// By which the business knows it.
    pub display_name: Option<String>,
}

impl Engine {
    /// Makes a link; its business's first sender thanks.
    pub async fn create_signup(
        &self,
        business: BusinessId,
        new: NewSignup,
    ) -> Result<std::result::Result<Signup, SignupFault>> {
        self.require(business, Feature::Invites).await?;
        let senders = self.parts.store.senders(business).await?;
        let first = senders.first().ok_or(StoreError::NotFound("sender"))?;
        let entropy = &*self.parts.entropy;
        let signup = Signup {
            id: SignupId::from_random(bits(entropy)),
            business,
            sender: first.id,
            code: token::invite_code(draw(entropy)),
            message: new.message,
            confirmation: new.confirmation,
            privacy_policy_url: new.privacy_policy_url,
            website_url: new.website_url,
            promo_code: new.promo_code,
            display_name: new.display_name,
            active: true,
            created_at: self.parts.clock.now(),
            disabled_at: None,
        };
        if let Err(fault) = signup.check() {
            return Ok(Err(fault));
        }
        self.parts.store.create_signup(signup.clone(), SIGNUPS_MAX).await?;
        Ok(Ok(signup))
    }

    /// Changes a link.
    pub async fn change_signup(
        &self,
        signup: &Signup,
        change: SignupChange,
    ) -> Result<std::result::Result<Signup, SignupFault>> {
        let now = self.parts.clock.now();
        Ok(self.parts.store.change_signup(signup.business, signup.id, change, now).await?)
    }
}
