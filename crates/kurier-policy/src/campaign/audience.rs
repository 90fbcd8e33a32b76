//! To whom a campaign goes: people of the business, picked by what they allowed and by labels.

use crate::permission::{Permission, Purpose};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest label, in characters.
pub const LABEL_CHARS_MAX: usize = 40;
/// Most labels named at once.
pub const LABELS_MAX: usize = 20;

/// Whether a text may be a label: small letters, digits, `_` and `-`.
pub fn is_label(text: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    (1..=LABEL_CHARS_MAX).contains(&text.len()) && text.bytes().all(allowed)
}

/// Which people of a business. Everything that is given must hold; nothing given = everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Audience {
    /// Who has at least one of these labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Who has none of these labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Who allows this purpose now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// And, with it, this topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

impl Audience {
    /// Whether somebody with these permissions is meant; labels are the store's matter.
    pub fn takes(&self, permissions: &[Permission], now: Timestamp) -> bool {
        let Some(purpose) = self.purpose else { return true };
        let topic = self.topic.as_deref();
        permissions.iter().any(|permission| {
            let covers = match topic {
                None => permission.purpose == purpose,
                topic => permission.covers(purpose, topic),
            };
            covers && permission.is_live(now)
        })
    }
}
