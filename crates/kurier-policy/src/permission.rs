//! What a person allowed a business: for which purpose, about what, how often, until when.

use crate::id::ReceiptId;
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Why a business may write without being asked at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// About something the person has with the business: a flight, a cow, an order.
    Utility,
    /// Codes to sign in.
    Authentication,
    /// Offers, news, everything else.
    Marketing,
}

impl Purpose {
    /// Every purpose, in the order of [`crate::facts::RelationFacts::last_sent`].
    pub const ALL: &[Self] = &[Self::Utility, Self::Authentication, Self::Marketing];

    /// This purpose's entry of a table in that order.
    pub fn of<T>(self, [utility, authentication, marketing]: [T; 3]) -> T {
        match self {
            Self::Utility => utility,
            Self::Authentication => authentication,
            Self::Marketing => marketing,
        }
    }
    /// Lower-case name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utility => "utility",
            Self::Authentication => "authentication",
            Self::Marketing => "marketing",
        }
    }
}

/// How often at most a business may write under one permission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Whenever there is something.
    #[default]
    Each,
    /// At most once in 24 hours.
    Daily,
    /// At most once in seven days.
    Weekly,
}

impl Cadence {
    /// The smallest gap between two messages under the permission, in seconds.
    pub fn gap_s(self) -> i64 {
        match self {
            Self::Each => 0,
            Self::Daily => DAY_S,
            Self::Weekly => 7 * DAY_S,
        }
    }
}

/// One thing a person may allow: a line on an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// For what.
    pub purpose: Purpose,
    /// About what, as shown to the person ("Flight KR 1234, 22 December"); `None` = everything of
    /// this purpose. At most 60 characters.
    pub topic: Option<String>,
    /// One sentence that says what will be sent. At most 160 characters.
    pub wording: String,
    /// How often at most; the person may choose less.
    pub cadence: Cadence,
    /// How long the permission lives after it was given, in seconds; `None` = until withdrawn.
    pub lifetime_s: Option<i64>,
}

/// A live or past grant inside a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The receipt that proves it.
    pub receipt: ReceiptId,
    /// For what.
    pub purpose: Purpose,
    /// About what; `None` = everything of this purpose.
    pub topic: Option<String>,
    /// How often at most.
    pub cadence: Cadence,
    /// Since when.
    pub granted_at: Timestamp,
    /// Until when (exclusive); `None` = until withdrawn.
    pub expires_at: Option<Timestamp>,
}

impl Permission {
    /// Whether the permission is live at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
    /// Whether it covers a message of this purpose about this topic.
    pub fn covers(&self, purpose: Purpose, topic: Option<&str>) -> bool {
        self.purpose == purpose && (self.topic.is_none() || self.topic.as_deref() == topic)
    }
}

/// What a person takes back. `topic` `None` = every topic of the purpose; `purpose` `None` = all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Which purpose; `None` = all purposes.
    pub purpose: Option<Purpose>,
    /// Which topic; `None` = all topics.
    pub topic: Option<String>,
}

impl Withdrawal {
    /// Whether this takes back `permission`.
    pub fn hits(&self, permission: &Permission) -> bool {
        self.purpose.is_none_or(|p| p == permission.purpose)
            && self.topic.as_ref().is_none_or(|t| Some(t) == permission.topic.as_ref())
    }
}
