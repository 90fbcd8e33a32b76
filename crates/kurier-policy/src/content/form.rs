//! Forms in messages: the button that opens one, and the answer.

use super::{Content, Frame, RenderedButton};
use crate::id::FlowId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A text with a button that opens a form (Cloud API: interactive/flow).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormMessage {
    /// What stands above and below the button.
    #[serde(flatten)]
    pub frame: Frame,
    /// What the button says; at most 30 characters.
    pub cta: String,
    /// How the form begins.
    #[serde(flatten)]
    pub form: FormCall,
}

/// Which form is opened, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormCall {
    /// Which form.
    pub flow: FlowId,
    /// Comes back with the answer; at most 512 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// A draft, sent for a trial.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// Whether the business's endpoint says how it begins.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_endpoint: bool,
    /// The screen that it begins with; `None` = the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
    /// What that screen is given; at most [`crate::flow::limits::DATA_BYTES`] as JSON.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub data: Map<String, Value>,
}

/// What a person filled in, and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormReply {
    /// Which form.
    pub flow: FlowId,
    /// A JSON object as text: what she filled in, and the token of the message.
    pub response_json: String,
}

impl Content {
    /// The form that it opens, if it opens one.
    pub fn form(&self) -> Option<&FormCall> {
        match self {
            Self::Form(message) => Some(&message.form),
            Self::Template(message) => message.buttons.iter().find_map(|button| match button {
                RenderedButton::Form { form, .. } => Some(form),
                _ => None,
            }),
            _ => None,
        }
    }
}
