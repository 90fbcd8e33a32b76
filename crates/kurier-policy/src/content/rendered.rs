//! What a rendered template may hold beside texts and plain buttons.

use super::{Attachment, RenderedButton};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An offer that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedOffer {
    /// What is offered.
    pub text: String,
    /// When it ends, if it does; may lie in the past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// One card of a row of cards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenderedCard {
    /// Its picture or film.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Attachment>,
    /// Its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Its buttons in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<RenderedButton>,
}
