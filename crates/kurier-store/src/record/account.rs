//! Records of the account verbs.

use super::Sender;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::onboarding::Onboarding;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How long the number of a removed sender cannot be taken again, in seconds.
pub const NUMBER_RESTS_S: i64 = 300;

/// What became of a sender to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddedSender {
    /// It is there.
    Done,
    /// A sender with this number is there.
    NumberTaken,
    /// A sender with this number was removed less than five minutes ago.
    NumberRests,
    /// The business has as many senders as it may.
    Full,
}

/// What became of a sender to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovedSender {
    /// It is gone.
    Done,
    /// It is the only one that the business has.
    Last,
}

/// A sender with what of it is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderOnboarding {
    /// The sender.
    pub sender: Sender,
    /// What is not settled.
    pub onboarding: Onboarding,
}

/// What became of a username to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenUsername {
    /// It is the sender's.
    Done,
    /// Another business has it, or gave it up a short time ago.
    Taken,
    /// Another sender of the same business has it.
    OfAnother,
}

/// A username with whom it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Username {
    /// The name, in lower case.
    pub name: String,
    /// Whose.
    pub business: BusinessId,
    /// The sender.
    pub sender: SenderId,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// When it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_at: Option<Timestamp>,
}
