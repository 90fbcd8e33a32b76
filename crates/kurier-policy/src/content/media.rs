//! Files in messages.

use super::Content;
use crate::id::MediaId;
use crate::media::MediaKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// A file as a message carries it: enough to show it before it is fetched, and still when it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The business's id of it; the person of the message may see it.
    pub id: MediaId,
    /// As what it is shown.
    pub kind: MediaKind,
    /// Media type, as its content shows.
    pub mime: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its content, in base64: see [`sha256_text`].
    pub sha256: String,
    /// What it is called; documents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Whether there is a small picture of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub thumbnail: bool,
    /// Whether a sticker moves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub animated: bool,
}

/// A message that is a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaMessage {
    /// The file.
    pub file: Attachment,
    /// What is written below it; at most 1,024 characters. Not with sounds and stickers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Whether a sound is a voice note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
}

/// A digest as webhooks write it.
pub fn sha256_text(digest: &[u8; 32]) -> String {
    STANDARD.encode(digest)
}

impl Content {
    /// The files it carries.
    pub fn files(&self) -> Vec<&Attachment> {
        match self {
            Self::Media(message) => vec![&message.file],
            Self::Buttons(message) => message.frame.file.as_deref().into_iter().collect(),
            Self::Form(message) => message.frame.file.as_deref().into_iter().collect(),
            Self::CtaUrl(message) => message.frame.file.as_deref().into_iter().collect(),
            Self::Carousel(message) => {
                message.cards.iter().filter_map(|card| card.file.as_deref()).collect()
            }
            Self::Template(message) => {
                let of_cards = message.cards.iter().filter_map(|card| card.file.as_ref());
                message.file.iter().chain(of_cards).collect()
            }
            _ => Vec::new(),
        }
    }
}
