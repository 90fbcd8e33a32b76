//! A message as a business asks for it, before any decision.

use crate::content::{Buttons, Location};
use crate::id::{BusinessId, MessageRef, SenderId};
use crate::phone::PhoneNumber;
use crate::template::TemplateCall;
use serde::{Deserialize, Serialize};

/// One message asked for by a business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outbound {
    /// Who sends.
    pub business: BusinessId,
    /// From which address.
    pub sender: SenderId,
    /// To whom.
    pub to: Recipient,
    /// What.
    pub draft: Draft,
    /// Reply to this message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageRef>,
    /// `biz_opaque_callback_data`: at most 512 characters, echoed in statuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opaque: Option<String>,
}

/// How a business names the recipient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The pair's 15-digit `wa_id` (999…).
    WaId(u64),
    /// The pair's `user_id` (`CC.` + letters and digits).
    UserId(String),
    /// A phone number.
    Phone(PhoneNumber),
}

/// The content as the business states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Draft {
    /// Free text.
    Text {
        /// At most 4,096 characters.
        body: String,
        /// Ask for a link preview.
        preview_url: bool,
    },
    /// A place.
    Location(Location),
    /// A reaction; an empty emoji takes it back.
    Reaction {
        /// To which message.
        target: MessageRef,
        /// One emoji, or "".
        emoji: String,
    },
    /// Reply buttons.
    Buttons(Buttons),
    /// A template with parameters.
    Template(TemplateCall),
}
