//! Templates: approved, parametrised messages with a category and a language.

pub mod definition;
pub mod library;
pub mod life;
pub mod lifecycle;
pub mod lint;
pub mod otp;
pub mod quality;
pub mod render;
pub mod variables;

use crate::content::Location;
use crate::id::{BusinessId, TemplateId};
use crate::media::MediaKind;
use crate::pricing::Category;
use crate::time::Timestamp;
use definition::{Action, Card, CodeDelivery, Offer, RichHeader};
use life::Life;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A template in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Whose.
    pub business: BusinessId,
    /// `[a-z0-9_]`, at most 512 characters.
    pub name: String,
    /// Language code as Meta writes it (`en_US`, `de`).
    pub language: String,
    /// Category; never `Service`.
    pub category: Category,
    /// How parameters are named.
    pub parameter_format: ParameterFormat,
    /// Kurier's own addition: the topic it is about; needs a permission that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Where it is in its life.
    pub status: TemplateStatus,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_reason: Option<String>,
    /// Its parts.
    pub parts: Parts,
    /// Last change.
    pub updated_at: Timestamp,
    /// Its history.
    #[serde(default)]
    pub life: Life,
}

impl Template {
    /// When what it says was written: made, or changed last.
    pub fn written_at(&self) -> Timestamp {
        let life = &self.life;
        let edited_at = life.edited_at.max(life.edits.last().copied());
        edited_at.max(life.created_at).unwrap_or(self.updated_at)
    }
}

/// How a template's parameters are named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ParameterFormat {
    /// `{{1}}`, `{{2}}` …
    #[default]
    Positional,
    /// `{{order_id}}` …
    Named,
}

/// The life of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TemplateStatus {
    /// Waits for the operator.
    Pending,
    /// May be sent.
    Approved,
    /// Refused by the operator.
    Rejected,
    /// Paused for quality.
    Paused,
    /// Disabled for quality.
    Disabled,
    /// Put aside by its business; cannot be sent.
    Archived,
    /// Deleted, but messages made from it are still under way.
    PendingDeletion,
    /// Deleted: only its name is still taken.
    Deleted,
}

/// The parts of a template. An authentication template has a fixed body (see [`Parts::otp`]).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Header text; at most 60 characters and one variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Body text; at most 1,024 characters.
    pub body: String,
    /// Footer text; at most 60 characters, no variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// At most ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// Set for authentication templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp: Option<Otp>,
    /// A header that is no text; never beside [`Parts::header`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rich_header: Option<RichHeader>,
    /// Buttons that open something else than a page; see [`Parts::placed_buttons`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// A row of cards; none, or two to ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// An offer that ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// How a one-time code gets into an app; `None` = by copying it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_delivery: Option<CodeDelivery>,
    /// Sample values for the reviewer, header first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
}

/// What an authentication template says beside its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otp {
    /// "For your security, do not share this code."
    pub security_recommendation: bool,
    /// 1 to 90.
    pub expires_min: Option<u8>,
}

/// A sample value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// `1`, or the name.
    pub parameter: String,
    /// The value.
    pub value: String,
}

/// A button as declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Button {
    /// Answers with one tap.
    QuickReply {
        /// At most 25 characters.
        text: String,
    },
    /// Opens a page.
    Url {
        /// At most 25 characters.
        text: String,
        /// At most 2,000 characters; one variable, at the end.
        url: String,
    },
    /// Calls a number.
    PhoneNumber {
        /// At most 25 characters.
        text: String,
        /// At most 20 digits.
        phone_number: String,
    },
    /// Copies a code.
    CopyCode {
        /// At most 25 characters.
        text: String,
    },
}

/// A template as a message calls it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TemplateCall {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// Values for the header.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<Argument>,
    /// Values for the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<Argument>,
    /// Values for buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<ButtonArgument>,
    /// What forms that buttons open begin with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormArgument>,
    /// As what a file is given for the header; the file is the first of
    /// [`crate::outbound::Outbound::files`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<MediaKind>,
    /// A place for the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
    /// Values for the cards; their files follow the header's, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<CardCall>,
    /// When the offer ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_until: Option<Timestamp>,
}

/// The values of one card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCall {
    /// Which card, from 0.
    pub index: u8,
    /// As what a file is given for its header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<MediaKind>,
    /// Values for its body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<Argument>,
    /// Values for its buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<ButtonArgument>,
}

impl TemplateCall {
    /// How many files it has places for.
    pub fn file_count(&self) -> usize {
        let of_cards = self.cards.iter().filter_map(|card| card.file);
        self.file.into_iter().chain(of_cards).count()
    }

    /// Whether it gives more than texts and values of buttons.
    pub fn is_rich(&self) -> bool {
        self.file.is_some()
            || self.place.is_some()
            || self.offer_until.is_some()
            || !self.cards.is_empty()
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// `parameter_name`, for named templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text put in place; never expanded again.
    pub text: String,
}

/// What the form of one button begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormArgument {
    /// Place of the button, from 0.
    pub index: u8,
    /// Comes back with the answer; at most 512 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What the first screen is given.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub data: Map<String, Value>,
}

/// The value of one button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonArgument {
    /// Place of the button, from 0.
    pub index: u8,
    /// The URL's suffix, the quick reply's payload, or the code.
    pub value: String,
}
