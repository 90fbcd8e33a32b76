//! Sign-up links: a business asks people to allow its marketing messages, and thanks those who do.

use crate::id::{BusinessId, SenderId, SignupId};
use crate::permission::{Ask, Cadence, Purpose};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most characters of the question and of the thanks.
pub const MESSAGE_MAX: usize = 300;
/// Most characters of a promotion code.
pub const PROMO_CODE_MAX: usize = 50;
/// Most characters of the name by which the business knows a link.
pub const DISPLAY_NAME_MAX: usize = 256;
/// Most characters of an address.
pub const URL_MAX: usize = 2_000;
/// What stands for the promotion code in the thanks.
pub const PLACEHOLDER: &str = "{{promo_code}}";

/// A sign-up link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signup {
    /// Its id.
    pub id: SignupId,
    /// Whose.
    pub business: BusinessId,
    /// The sender that thanks.
    pub sender: SenderId,
    /// The invitation that people see.
    pub code: String,
    /// What they are asked.
    pub message: String,
    /// What they are sent when they say yes.
    pub confirmation: String,
    /// Where the business says what it does with what it learns; never changes.
    pub privacy_policy_url: String,
    /// Its page.
    pub website_url: Option<String>,
    /// Put in place of [`PLACEHOLDER`].
    pub promo_code: Option<String>,
    /// By which the business knows it.
    pub display_name: Option<String>,
    /// Whether people can use it.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was made unusable.
    pub disabled_at: Option<Timestamp>,
}

/// What is to be changed; `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignupChange {
    /// What people are asked.
    pub message: Option<String>,
    /// What they are sent.
    pub confirmation: Option<String>,
    /// The business's page.
    pub website_url: Option<String>,
    /// The promotion code.
    pub promo_code: Option<String>,
    /// By which the business knows it.
    pub display_name: Option<String>,
    /// Whether people can use it.
    pub active: Option<bool>,
}

/// Why a link is not as it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignupFault {
    /// A text is empty or too long.
    #[error("`{0}` is empty or too long")]
    Length(&'static str),
    /// A text is of another form.
    #[error("`{0}` is not of the form it must have")]
    Form(&'static str),
    /// The page is not reached over TLS.
    #[error("`website_url` begins with https://")]
    Scheme,
    /// The thanks hold another placeholder.
    #[error("`confirmation_message` holds a placeholder other than {{{{promo_code}}}}")]
    Placeholder,
    /// The thanks hold the placeholder, and no code is there to be put in its place.
    #[error("`confirmation_message` holds {{{{promo_code}}}}, and there is no `promo_code`")]
    NoPromoCode,
}

impl Signup {
    /// Whether it is as it may be.
    ///
    /// # Errors
    /// What is not.
    pub fn check(&self) -> Result<(), SignupFault> {
        within("signup_message", &self.message, MESSAGE_MAX)?;
        within("confirmation_message", &self.confirmation, MESSAGE_MAX)?;
        within("privacy_policy_url", &self.privacy_policy_url, URL_MAX)?;
        if !is_address(&self.privacy_policy_url, &["https://", "http://"]) {
            return Err(SignupFault::Form("privacy_policy_url"));
        }
        if let Some(url) = &self.website_url {
            within("website_url", url, URL_MAX)?;
            if !is_address(url, &["https://"]) {
                return Err(SignupFault::Scheme);
            }
        }
        if let Some(code) = &self.promo_code {
            within("promo_code", code, PROMO_CODE_MAX)?;
            if !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(SignupFault::Form("promo_code"));
            }
        }
        if let Some(name) = &self.display_name {
            within("display_name", name, DISPLAY_NAME_MAX)?;
        }
        if self.confirmation.replace(PLACEHOLDER, "").contains("{{") {
            return Err(SignupFault::Placeholder);
        }
        if self.confirmation.contains(PLACEHOLDER) && self.promo_code.is_none() {
            return Err(SignupFault::NoPromoCode);
        }
        Ok(())
    }

    /// As it is after a change.
    ///
    /// # Errors
    /// What would not be as it may be; nothing is changed then.
    pub fn changed(&self, change: SignupChange, now: Timestamp) -> Result<Self, SignupFault> {
        let mut next = self.clone();
        next.message = change.message.unwrap_or(next.message);
        next.confirmation = change.confirmation.unwrap_or(next.confirmation);
        next.website_url = change.website_url.or(next.website_url);
        next.promo_code = change.promo_code.or(next.promo_code);
        next.display_name = change.display_name.or(next.display_name);
        if let Some(active) = change.active {
            next.disabled_at = if active { None } else { next.disabled_at.or(Some(now)) };
            next.active = active;
        }
        next.check()?;
        Ok(next)
    }

    /// What the invitation asks: marketing messages, in the words of the business, with its privacy policy.
    pub fn asks(&self) -> Vec<Ask> {
        vec![Ask {
            purpose: Purpose::Marketing,
            topic: None,
            wording: format!("{}\n{}", self.message, self.privacy_policy_url),
            cadence: Cadence::default(),
            lifetime_s: None,
        }]
    }

    /// What is sent to who says yes.
    pub fn thanks(&self) -> String {
        let code = self.promo_code.as_deref().unwrap_or_default();
        self.confirmation.replace(PLACEHOLDER, code)
    }
}

fn within(name: &'static str, text: &str, most: usize) -> Result<(), SignupFault> {
    let fits = !text.trim().is_empty() && text.chars().count() <= most;
    if fits { Ok(()) } else { Err(SignupFault::Length(name)) }
}

fn is_address(url: &str, schemes: &[&str]) -> bool {
    let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
    rest.is_some_and(|rest| rest.contains('.') && !url.chars().any(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signup() -> Signup {
        Signup {
            id: SignupId(1),
            business: BusinessId(2),
            sender: SenderId(3),
            code: "CODE".to_owned(),
            message: "Offers once a week?".to_owned(),
            confirmation: "Thank you! {{promo_code}}".to_owned(),
            privacy_policy_url: "https://shop.example/privacy".to_owned(),
            website_url: None,
            promo_code: Some("SAVE10".to_owned()),
            display_name: None,
            active: true,
            created_at: Timestamp(0),
            disabled_at: None,
        }
    }

    #[test]
    fn a_link_asks_in_its_own_words_and_thanks_with_its_code() {
        let link = signup();
        assert_eq!(link.check(), Ok(()));
        assert_eq!(link.thanks(), "Thank you! SAVE10");
        let wording = "Offers once a week?\nhttps://shop.example/privacy";
        assert_eq!(link.asks()[0].wording, wording);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let change = |change: SignupChange| signup().changed(change, Timestamp(1)).map(drop);
        let text = |text: &str| Some(text.to_owned());
        let none = SignupChange::default();
        for (wrong, why) in [
            (
                SignupChange { message: text(""), ..none.clone() },
                SignupFault::Length("signup_message"),
            ),
            (
                SignupChange { website_url: text("http://a.example"), ..none.clone() },
                SignupFault::Scheme,
            ),
            (
                SignupChange { promo_code: text("a b"), ..none.clone() },
                SignupFault::Form("promo_code"),
            ),
            (
                SignupChange { confirmation: text("{{name}}"), ..none.clone() },
                SignupFault::Placeholder,
            ),
        ] {
            assert_eq!(change(wrong), Err(why));
        }
        let bare = Signup { promo_code: None, ..signup() };
        assert_eq!(bare.check(), Err(SignupFault::NoPromoCode));
    }

    #[test]
    fn a_link_is_switched_off_and_on() {
        let set = |active| SignupChange { active: Some(active), ..SignupChange::default() };
        let off = signup().changed(set(false), Timestamp(7)).unwrap();
        assert_eq!((off.active, off.disabled_at), (false, Some(Timestamp(7))));
        let still = off.changed(set(false), Timestamp(9)).unwrap();
        assert_eq!(still.disabled_at, Some(Timestamp(7)));
        let on = still.changed(set(true), Timestamp(9)).unwrap();
        assert_eq!((on.active, on.disabled_at), (true, None));
    }
}
