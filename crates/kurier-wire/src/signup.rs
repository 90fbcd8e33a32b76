//! Sign-up links.

use crate::error::{self, GraphError, WireError};
use crate::json::Object;
use crate::params::Params;
use kurier_policy::signup::{Signup, SignupChange, SignupFault};
use serde_json::{Value, json};

/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "WhatsAppBusinessSignup";
/// What is answered when no `fields` are asked for.
pub const DEFAULT: &str = "id,waba_id,status,signup_message,confirmation_message,\
     privacy_policy_url,promo_code,display_name,website_url";

/// What a new link is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignup {
    /// What people are asked.
    pub message: String,
    /// What they are sent when they say yes.
    pub confirmation: String,
    /// Where the business says what it does with what it learns.
    pub privacy_policy_url: String,
    /// What may be left out.
    pub rest: SignupChange,
}

/// Reads a new link. `policy` is not looked at: this server has no terms of its own to accept.
///
/// # Errors
/// 131008 without one of the three texts, 131009 for members of another kind.
pub fn parse_new(params: &Params) -> Result<NewSignup, WireError> {
    let given = Object::root(params);
    Ok(NewSignup {
        message: given.need_text("signup_message")?,
        confirmation: given.need_text("confirmation_message")?,
        privacy_policy_url: given.need_text("privacy_policy_url")?,
        rest: parse_change(params)?,
    })
}

/// Reads a change of a link.
///
/// # Errors
/// 131009 for members of another kind, 100 for a status that is none.
pub fn parse_change(params: &Params) -> Result<SignupChange, WireError> {
    let given = Object::root(params);
    let active = match given.word("status")?.as_deref() {
        None => None,
        Some("active") => Some(true),
        Some("disabled") => Some(false),
        Some(_) => {
            return Err(GraphError::of(&error::INVALID_PARAMETER)
                .details("`status` is ACTIVE or DISABLED.")
                .boxed());
        }
    };
    Ok(SignupChange {
        message: given.text("signup_message")?,
        confirmation: given.text("confirmation_message")?,
        website_url: given.text("website_url")?,
        promo_code: given.text("promo_code")?,
        display_name: given.text("display_name")?,
        active,
    })
}

/// A link as it is shown; what is not set is `null`.
pub fn view(signup: &Signup) -> Value {
    json!({
        "id": signup.id.to_string(),
        "waba_id": signup.business.to_string(),
        "status": if signup.active { "ACTIVE" } else { "DISABLED" },
        "signup_message": signup.message,
        "confirmation_message": signup.confirmation,
        "privacy_policy_url": signup.privacy_policy_url,
        "promo_code": signup.promo_code,
        "display_name": signup.display_name,
        "website_url": signup.website_url,
    })
}

/// The error for a link that is not as it may be.
pub fn unfit(fault: SignupFault) -> WireError {
    let entry = match fault {
        SignupFault::Scheme => &error::SIGNUP_SCHEME,
        SignupFault::Placeholder => &error::SIGNUP_PLACEHOLDER,
        SignupFault::NoPromoCode => &error::SIGNUP_NO_PROMO_CODE,
        SignupFault::Length(_) | SignupFault::Form(_) => &error::INVALID_PARAMETER,
    };
    GraphError::of(entry).details(format!("{fault}.")).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &Value) -> u32 {
        parse_new(body.as_object().unwrap()).map_or_else(|fault| fault.code, |_| 0)
    }

    #[test]
    fn a_link_needs_its_three_texts() {
        let whole = json!({ "signup_message": "Offers?", "confirmation_message": "Thanks!",
            "privacy_policy_url": "https://shop.example/p", "policy": { "accepted": true } });
        assert_eq!(code(&whole), 0);
        for name in ["signup_message", "confirmation_message", "privacy_policy_url"] {
            let mut body = whole.clone();
            body.as_object_mut().unwrap().remove(name);
            assert_eq!(code(&body), 131_008, "{name}");
        }
    }

    #[test]
    fn a_status_is_one_of_two() {
        let read = |status: &str| parse_change(json!({ "status": status }).as_object().unwrap());
        assert_eq!(read("DISABLED").unwrap().active, Some(false));
        assert_eq!(read("PAUSED").unwrap_err().code, 100);
        assert_eq!(unfit(SignupFault::Scheme).code, 2_494_179);
    }
}
