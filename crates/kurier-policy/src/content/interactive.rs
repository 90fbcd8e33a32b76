//! Interactive messages: a text with something to choose, to open or to give.

use super::Attachment;
use serde::{Deserialize, Serialize};

/// The texts of an interactive message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// At most 60 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// A picture, film or document in place of a header text, over buttons and links. A draft has none
    /// here: see [`crate::outbound::Outbound::files`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Box<Attachment>>,
    /// At most 1,024 characters; over a list 4,096.
    pub body: String,
    /// At most 60 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
}

/// A text with reply buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buttons {
    /// What stands above and below them.
    #[serde(flatten)]
    pub frame: Frame,
    /// One to three; ids unique.
    pub buttons: Vec<ReplyButton>,
}

/// One reply button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyButton {
    /// At most 256 characters; comes back in the webhook.
    pub id: String,
    /// At most 20 characters; shown.
    pub title: String,
}

/// A text with a button that opens a list to choose one row of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// What stands above and below the button.
    #[serde(flatten)]
    pub frame: Frame,
    /// What the button says; at most 20 characters.
    pub button: String,
    /// One to ten, with one to ten rows in all; row ids unique.
    pub sections: Vec<Section>,
}

/// A group of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// At most 24 characters; needed where there are several sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// At least one.
    pub rows: Vec<Choice>,
}

/// One row to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// At most 200 characters; comes back in the webhook.
    pub id: String,
    /// At most 24 characters; shown.
    pub title: String,
    /// At most 72 characters; shown below the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A text with a button that opens a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLink {
    /// What stands above and below the button.
    #[serde(flatten)]
    pub frame: Frame,
    /// What the button says; at most 20 characters.
    pub text: String,
    /// The page: `http` or `https`, at a named host.
    pub url: String,
}
