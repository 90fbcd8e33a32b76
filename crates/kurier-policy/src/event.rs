//! Events of a business: the gap-free numbered log that its webhook subscriptions follow.

use crate::content::Content;
use crate::id::{EventSeq, InboxSeq, MessageRef, SenderId};
use crate::permission::Purpose;
use crate::pricing::Price;
use crate::refusal::Refusal;
use crate::status::Status;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One event, complete enough to write its webhook body without a further look-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place.
    pub seq: EventSeq,
    /// When it happened.
    pub at: Timestamp,
    /// The sender concerned.
    pub sender: SenderId,
    /// The person, by her pair ids only.
    pub person: PairIds,
    /// What happened.
    pub kind: EventKind,
}

/// How one business knows one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairIds {
    /// 15 digits beginning with 999; the address as given for a recipient nobody knows.
    pub wa_id: String,
    /// `CC.` + letters and digits; empty for a recipient nobody knows.
    pub user_id: String,
    /// What the person calls herself towards this business; may be empty.
    pub name: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A message of the business reached a status.
    Status {
        /// Which message.
        message: MessageRef,
        /// Which status.
        status: Status,
        /// The price that goes with it.
        price: Price,
        /// Why it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refusal: Option<Refusal>,
        /// `biz_opaque_callback_data`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opaque: Option<String>,
    },
    /// The person wrote.
    Inbound {
        /// The message.
        message: MessageRef,
        /// What.
        content: Content,
        /// The message it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageRef>,
        /// For a reaction: the message reacted to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<MessageRef>,
        /// Whether the answered message came from the business itself.
        #[serde(default)]
        reply_to_own: bool,
    },
    /// The person changed what she allows.
    Preference {
        /// For which purpose.
        purpose: Purpose,
        /// About what; `None` = everything of the purpose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
        /// Whether she now allows it.
        allowed: bool,
        /// The inbox entry that holds the receipt.
        receipt_seq: InboxSeq,
    },
}
