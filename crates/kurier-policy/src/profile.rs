//! What a sender shows of the business behind it. Source of the limits: Cloud API reference, business profiles.

use crate::id::MediaId;
use serde::{Deserialize, Serialize};

/// Longest `about`, in characters; it has at least one.
pub const ABOUT_MAX: usize = 139;
/// Longest `address`, in characters.
pub const ADDRESS_MAX: usize = 256;
/// Longest `description`, in characters.
pub const DESCRIPTION_MAX: usize = 512;
/// Longest `email`, in characters.
pub const EMAIL_MAX: usize = 128;
/// Most `websites`.
pub const WEBSITES_MAX: usize = 2;
/// Longest address of a website, in characters.
pub const WEBSITE_MAX: usize = 256;

/// The trade of a business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are those of the Cloud API and say what they mean")]
pub enum Vertical {
    #[default]
    Undefined,
    Other,
    Auto,
    Beauty,
    Apparel,
    Edu,
    Entertain,
    EventPlan,
    Finance,
    Grocery,
    Govt,
    Hotel,
    Health,
    Nonprofit,
    ProfServices,
    Retail,
    Travel,
    Restaurant,
    NotABiz,
    Alcohol,
    OnlineGambling,
    PhysicalGambling,
    OtcDrugs,
}

/// What a sender shows of itself; empty texts are not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// One line.
    pub about: String,
    /// Postal address.
    pub address: String,
    /// What the business does.
    pub description: String,
    /// Where to write.
    pub email: String,
    /// Absolute `http` or `https` addresses.
    pub websites: Vec<String>,
    /// Its trade.
    pub vertical: Vertical,
    /// Its picture: a file of the business.
    pub picture: Option<MediaId>,
}

/// A change of a profile; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// One line.
    pub about: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// What the business does.
    pub description: Option<String>,
    /// Where to write.
    pub email: Option<String>,
    /// Addresses, in place of the former ones.
    pub websites: Option<Vec<String>>,
    /// Its trade.
    pub vertical: Option<Vertical>,
    /// Its picture.
    pub picture: Option<MediaId>,
}

/// A part of a profile that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {rule}")]
pub struct ProfileFault {
    /// Which part, by its name in the API.
    pub field: String,
    /// What it must be, as the end of a sentence.
    pub rule: String,
}

impl ProfileChange {
    /// Whether every given part is within its limits.
    ///
    /// # Errors
    /// The first part that is not.
    pub fn check(&self) -> Result<(), ProfileFault> {
        if self.about.as_deref().is_some_and(|about| about.trim().is_empty()) {
            return Err(fault("about", "must not be empty"));
        }
        for (field, text, max) in [
            ("about", &self.about, ABOUT_MAX),
            ("address", &self.address, ADDRESS_MAX),
            ("description", &self.description, DESCRIPTION_MAX),
            ("email", &self.email, EMAIL_MAX),
        ] {
            fits(field, text.as_deref().unwrap_or_default(), max)?;
        }
        if self.email.as_deref().is_some_and(|email| !email.is_empty() && !is_email(email)) {
            return Err(fault("email", "is no e-mail address"));
        }
        let websites = self.websites.as_deref().unwrap_or_default();
        if websites.len() > WEBSITES_MAX {
            return Err(fault("websites", format!("has at most {WEBSITES_MAX} addresses")));
        }
        websites.iter().enumerate().try_for_each(|(place, website)| check_website(place, website))
    }

    /// The profile with this change.
    #[must_use]
    pub fn applied(self, to: Profile) -> Profile {
        Profile {
            about: self.about.unwrap_or(to.about),
            address: self.address.unwrap_or(to.address),
            description: self.description.unwrap_or(to.description),
            email: self.email.unwrap_or(to.email),
            websites: self.websites.unwrap_or(to.websites),
            vertical: self.vertical.unwrap_or(to.vertical),
            picture: self.picture.or(to.picture),
        }
    }
}

fn fault(field: impl Into<String>, rule: impl Into<String>) -> ProfileFault {
    ProfileFault { field: field.into(), rule: rule.into() }
}

fn fits(field: &str, text: &str, max: usize) -> Result<(), ProfileFault> {
    if text.chars().count() > max {
        return Err(fault(field, format!("has at most {max} characters")));
    }
    Ok(())
}

fn check_website(place: usize, website: &str) -> Result<(), ProfileFault> {
    let field = format!("websites[{place}]");
    fits(&field, website, WEBSITE_MAX)?;
    let host = website.strip_prefix("https://").or_else(|| website.strip_prefix("http://"));
    let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
    if !is_address || website.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(fault(field, "must begin with http:// or https:// and name a host"));
    }
    Ok(())
}

fn is_email(text: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@')
    };
    text.split_once('@').is_some_and(|(name, host)| is_plain(name) && is_plain(host))
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
