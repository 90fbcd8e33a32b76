//! The shapes of a webhook body. Written by the server, read by the client: members that another
//! server may leave out have defaults.

use crate::error::WebhookError;
use serde::{Deserialize, Serialize};

/// `object` of every body.
pub const OBJECT: &str = "whatsapp_business_account";

/// A whole body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// [`OBJECT`].
    pub object: String,
    /// One entry per business.
    pub entry: Vec<Entry>,
}

/// What happened to one business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The business's id.
    pub id: String,
    /// What happened.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `messages`, `user_preferences` …
    pub field: String,
    /// What happened.
    pub value: Value,
}

/// The content of a change. Exactly one of the lists is filled.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Always `whatsapp`.
    #[serde(default)]
    pub messaging_product: String,
    /// The sender concerned.
    #[serde(default)]
    pub metadata: Metadata,
    /// The person. Written for statuses too: clients read it there.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Messages of the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Statuses of the business's messages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Status>,
    /// What the person allows, when it changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_preferences: Vec<UserPreference>,
}

/// The sender concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Digits only.
    #[serde(default)]
    pub display_phone_number: String,
    /// The sender's id.
    #[serde(default)]
    pub phone_number_id: String,
}

/// The person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What she calls herself.
    #[serde(default)]
    pub profile: Profile,
    /// Digits.
    #[serde(default)]
    pub wa_id: String,
    /// `ZZ.` and digits; null for a recipient nobody knows. Never left out: a common client (pywa) reads
    /// it without asking, and would lose the event.
    #[serde(default)]
    pub user_id: Option<String>,
}

/// What a person calls herself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Never empty when written by Kurier: the `wa_id` stands in.
    #[serde(default)]
    pub name: String,
}

/// A status of a message of the business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The message's id.
    pub id: String,
    /// `sent`, `delivered`, `read`, `failed`.
    pub status: String,
    /// Seconds since 1970, as text.
    pub timestamp: String,
    /// The person's `wa_id`.
    #[serde(default)]
    pub recipient_id: String,
    /// The person's `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_user_id: Option<String>,
    /// What the business gave with the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biz_opaque_callback_data: Option<String>,
    /// What it costs; absent when failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<WebhookError>,
}

/// What a message costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pricing {
    /// Whether it is charged.
    pub billable: bool,
    /// `PMP`: per message.
    pub pricing_model: String,
    /// `regular`, `free_customer_service`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// `service`, `utility`, `authentication`, `marketing`.
    pub category: String,
}

/// A message of a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Her `wa_id`.
    #[serde(default)]
    pub from: String,
    /// Her `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_user_id: Option<String>,
    /// The message's id.
    pub id: String,
    /// Seconds since 1970, as text.
    pub timestamp: String,
    /// Which of the members below is filled.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// Place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<kurier_policy::content::Location>,
    /// Reaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction: Option<Reaction>,
    /// Picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<MediaFile>,
    /// Film.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<MediaFile>,
    /// Sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<MediaFile>,
    /// Document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<MediaFile>,
    /// Sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticker: Option<MediaFile>,
    /// Contacts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<kurier_policy::content::ContactCard>,
    /// Tap on a reply button, or a row chosen of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactive: Option<Interactive>,
    /// Tap on a template's quick reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<Button>,
}

/// The message that another one answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// Who wrote it: the business's display number, or the person's `wa_id`.
    #[serde(default)]
    pub from: String,
    /// Its id.
    #[serde(default)]
    pub id: String,
}

/// Text of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub body: String,
}

/// A file that a person sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFile {
    /// Its id, for seven days.
    pub id: String,
    /// Media type; a sound in Ogg names its codec, too.
    #[serde(default)]
    pub mime_type: String,
    /// SHA-256 of the file, in base64.
    #[serde(default)]
    pub sha256: String,
    /// What she wrote below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What a document is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Whether a sound is a voice note; sounds only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<bool>,
    /// Whether a sticker moves; stickers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animated: Option<bool>,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The message reacted to.
    pub message_id: String,
    /// One emoji; empty = taken back.
    #[serde(default)]
    pub emoji: String,
}

/// What a person chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interactive {
    /// `button_reply`, `list_reply` or `nfm_reply`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button_reply: Option<ButtonReply>,
    /// The row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_reply: Option<ListReply>,
    /// The form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nfm_reply: Option<FormAnswer>,
}

/// A form that was filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormAnswer {
    /// `flow`.
    pub name: String,
    /// What stands in the chat in its place.
    #[serde(default)]
    pub body: String,
    /// A JSON object as text: what was filled in, and the token of the message.
    pub response_json: String,
}

/// The row that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListReply {
    /// Its id, as the business gave it.
    pub id: String,
    /// What the person saw.
    pub title: String,
    /// What she saw below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The button that was tapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonReply {
    /// Its id, as the business gave it.
    pub id: String,
    /// What the person saw.
    pub title: String,
}

/// A tap on a template's quick reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// As the business gave it, or the text.
    #[serde(default)]
    pub payload: String,
    /// What the person saw.
    pub text: String,
}

/// A change of what a person allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPreference {
    /// Her `wa_id`.
    #[serde(default)]
    pub wa_id: String,
    /// Her `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// A plain sentence.
    #[serde(default)]
    pub detail: String,
    /// `marketing_messages`; Kurier also tells `utility_messages` and `authentication_messages`.
    pub category: String,
    /// `stop`, `resume`, or `signup`: she came by a sign-up link.
    pub value: String,
    /// The sign-up link that she came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signup_id: Option<String>,
    /// Kurier's own: the topic concerned; absent = everything of the category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Seconds since 1970.
    pub timestamp: i64,
}
