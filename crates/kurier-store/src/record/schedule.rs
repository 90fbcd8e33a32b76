//! Messages that wait for their time.

use super::IdempotencyKey;
use kurier_policy::id::{BusinessId, MessageRef, PersonId, SenderId, TemplateId};
use kurier_policy::outbound::Outbound;
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Evidence;
use serde::{Deserialize, Serialize};

/// A message that is to go later.
#[derive(Debug, Clone, PartialEq)]
pub struct NewScheduled {
    /// What is to go.
    pub outbound: Outbound,
    /// The recipient exactly as the business wrote it.
    pub input: String,
    /// When.
    pub due_at: Timestamp,
    /// If it is a message that must wait.
    pub held: Option<Held>,
}

/// Why a message waits, and for whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// For whom.
    pub person: PersonId,
    /// Since when.
    pub since: Timestamp,
    /// Whether its business knows it by the number under which it waits: it was answered as a message, not as a
    /// scheduled one.
    pub is_known_by_it: bool,
    /// Whether it is a campaign's, which goes in stages of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_campaign: bool,
    /// What decided last.
    pub evidence: Evidence,
}

impl Held {
    /// The template whose assessment it waits for.
    pub fn assessed(&self) -> Option<TemplateId> {
        self.evidence.hold.and_then(|hold| hold.template)
    }
}

/// A message that waits for its time, or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Whose.
    pub business: BusinessId,
    /// Its number, rising per business; below 2^40.
    pub id: i64,
    /// From which address.
    pub sender: SenderId,
    /// When it is to go.
    pub due_at: Timestamp,
    /// What became of it.
    pub state: ScheduledState,
    /// The recipient exactly as the business wrote it.
    pub input: String,
    /// What is to go.
    pub outbound: Outbound,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was done with.
    pub settled_at: Option<Timestamp>,
    /// The message that it became.
    pub message: Option<MessageRef>,
    /// Why it waits or waited, if not for its time alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// Where a scheduled message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduledState {
    /// Waits for its time.
    Scheduled,
    /// Is being decided.
    Going,
    /// Went.
    Sent,
    /// Was refused when it went; told by webhook.
    Failed,
    /// Was cancelled in time.
    Cancelled,
}

impl ScheduledState {
    /// Lower-case name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Going => "going",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What became of scheduling a message.
#[derive(Debug, Clone, PartialEq)]
pub enum ScheduledPut {
    /// It waits.
    Kept {
        /// As stored.
        scheduled: Box<Scheduled>,
        /// Whether an earlier call with the same key had done it.
        replayed: bool,
    },
    /// The idempotency key was used with another body.
    KeyReused,
    /// As many wait as may.
    Full,
}

/// What became of cancelling.
#[derive(Debug, Clone, PartialEq)]
pub enum Cancelled {
    /// It will not go.
    Done(Box<Scheduled>),
    /// It is too late; how it stands.
    TooLate(Box<Scheduled>),
}

/// What became of one that was going.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// Whose.
    pub business: BusinessId,
    /// Which.
    pub id: i64,
    /// What became of it.
    pub outcome: Settled,
}

/// What became of one that was going.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// It is this message now.
    Sent(MessageRef),
    /// It was refused, as this message.
    Failed(MessageRef),
    /// Nothing was stored for now: it waits again until then.
    Again(Timestamp),
    /// It must wait until then.
    Held(Timestamp, Box<Held>),
}

/// Begins the keys of scheduled messages: no key that comes in a header has it.
const OF_SCHEDULED: &str = "\u{1}scheduled:";

impl IdempotencyKey {
    /// The key under which a scheduled message is decided: however often that is tried, it goes once. A message
    /// with such a key was answered long ago, so that whatever refuses it is told by webhook. Kept until it is settled.
    pub fn of_scheduled(id: i64) -> Self {
        Self { key: format!("{OF_SCHEDULED}{id}"), digest: [0; 32] }
    }

    /// Whether it is of a scheduled message.
    pub fn is_of_scheduled(&self) -> bool {
        self.key.starts_with(OF_SCHEDULED)
    }
}
