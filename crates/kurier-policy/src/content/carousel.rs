//! A text over a row of cards.

use super::{Attachment, ReplyButton};
use serde::{Deserialize, Serialize};

/// A text over a row of cards (Cloud API: `interactive/carousel`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carousel {
    /// At most 1,024 characters.
    pub body: String,
    /// Two to ten, each with as many buttons of the same kind as the others.
    pub cards: Vec<CarouselCard>,
}

/// One card: a picture or film, perhaps a text, and either reply buttons or a button that opens a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarouselCard {
    /// Its picture or film. A draft has none here: see [`crate::outbound::Outbound::files`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Box<Attachment>>,
    /// At most 160 characters and two line breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// One to three, or none beside a link; ids unique in the message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<ReplyButton>,
    /// The page it opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<CardLink>,
}

/// A button of a card that opens a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardLink {
    /// What the button says; at most 20 characters.
    pub text: String,
    /// The page: `http` or `https`, at a named host.
    pub url: String,
}
