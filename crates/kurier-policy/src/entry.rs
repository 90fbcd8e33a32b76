//! Entries of a person's inbox: the gap-free numbered log that every device of hers follows.

use crate::content::Content;
use crate::id::{BusinessId, InboxSeq, SenderId};
use crate::pricing::Price;
use crate::receipt::SignedReceipt;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboxEntry {
    /// Its place.
    pub seq: InboxSeq,
    /// When it was accepted.
    pub at: Timestamp,
    /// Which conversation.
    pub business: BusinessId,
    /// What happened.
    #[serde(flatten)]
    pub kind: EntryKind,
}

/// What an inbox entry records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryKind {
    /// The business wrote.
    FromBusiness {
        /// From which of its addresses.
        sender: SenderId,
        /// What.
        content: Content,
        /// What it cost the business, and as which category.
        price: Price,
        /// The message it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<InboxSeq>,
    },
    /// The person wrote, from any of her devices.
    FromPerson {
        /// To which of the business's addresses.
        sender: SenderId,
        /// What.
        content: Content,
        /// The message it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<InboxSeq>,
        /// The id her device gave it; settles retries.
        client_id: String,
    },
    /// She allowed or withdrew something.
    Receipt {
        /// The proof.
        receipt: Box<SignedReceipt>,
    },
    /// The business read her messages up to this place.
    ReadByBusiness {
        /// Inclusive.
        up_to: InboxSeq,
    },
    /// Stands in the place of a message that was accepted but will never be shown.
    Gone {
        /// Why.
        reason: Refusal,
    },
    /// Appended when a message becomes gone, for devices that may hold it already: delete it.
    GoneLater {
        /// The message.
        target: InboxSeq,
        /// Why.
        reason: Refusal,
    },
}
