//! Callbacks: where a business's webhooks go. The most special one wins: a sender's own, else the
//! business's, else the app's.

use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which events a callback gets.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(from = "i64", into = "i64")]
pub enum Scope {
    /// Everything that no more special callback takes.
    App,
    /// Everything but what a sender's own callback takes.
    #[default]
    Business,
    /// What concerns this sender.
    Sender(SenderId),
}

impl From<i64> for Scope {
    fn from(code: i64) -> Self {
        match code {
            0 => Self::App,
            1 => Self::Business,
            sender => Self::Sender(SenderId(sender)),
        }
    }
}

impl From<Scope> for i64 {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::App => 0,
            Scope::Business => 1,
            Scope::Sender(sender) => sender.0,
        }
    }
}

/// What a business asked of a callback. Kept as one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackOptions {
    /// Fields to send; `None` = all. Those of the app's callback hold for the more special ones too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// Several events in one request; `None` = one each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
}

/// Several events in one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// At most so many: 2 to 100.
    pub max: u32,
    /// How long the first one may wait for others, in milliseconds: at most 5,000.
    pub wait_ms: u32,
}

/// A callback to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Whose.
    pub business: BusinessId,
    /// Which events it gets.
    pub scope: Scope,
    /// Where to post.
    pub url: String,
    /// Given back in the handshake.
    pub verify_token: String,
    /// `None` = as they were in this scope.
    pub options: Option<CallbackOptions>,
}

/// A second secret of an app while the first one is changed. Until the change is done it is the next
/// one; from then on it is the former one, which goes on signing beside the new one for a while.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondSecret {
    /// The secret.
    pub secret: String,
    /// Until when the former one signs; `None` = this is the next one.
    pub until: Option<Timestamp>,
}

impl fmt::Debug for SecondSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondSecret").field("until", &self.until).finish_non_exhaustive()
    }
}
