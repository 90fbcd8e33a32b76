//! Kinds of media and their limits. Source: Cloud API reference, media (supported types) and messages.

use serde::{Deserialize, Serialize};

/// A megabyte of the limits, in bytes.
const MB: u64 = 1024 * 1024;
/// A kilobyte of the limits, in bytes.
const KB: u64 = 1024;

/// Largest file of any kind, in bytes: that of a document.
pub const MEDIA_BYTES: u64 = 100 * MB;
/// Largest sticker that does not move, in bytes.
pub const STILL_STICKER_BYTES: u64 = 100 * KB;
/// Width and height of a sticker, in pixels.
pub const STICKER_PIXELS: u32 = 512;

/// How many bytes of files are kept of one owner at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Of a business.
    pub business_bytes: u64,
    /// Of a person.
    pub person_bytes: u64,
}

impl Quota {
    /// What holds unless something else is said: a thousand of the largest files of a business, twenty of a person.
    pub const STANDARD: Self =
        Self { business_bytes: 1_000 * MEDIA_BYTES, person_bytes: 20 * MEDIA_BYTES };
}

/// As what a message shows a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound or voice note.
    Audio,
    /// A film.
    Video,
    /// Any file.
    Document,
    /// A sticker, moving or not.
    Sticker,
}

impl MediaKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Image, Self::Audio, Self::Video, Self::Document, Self::Sticker];

    /// As the Cloud API writes it: the `type` of a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Largest file of this kind, in bytes. A sticker that does not move is held to
    /// [`STILL_STICKER_BYTES`].
    pub fn max_bytes(self) -> u64 {
        match self {
            Self::Image => 5 * MB,
            Self::Audio | Self::Video => 16 * MB,
            Self::Document => MEDIA_BYTES,
            Self::Sticker => 500 * KB,
        }
    }

    /// The media types of this kind; empty for documents, which may be anything.
    pub fn types(self) -> &'static [&'static str] {
        match self {
            Self::Image => &["image/jpeg", "image/png"],
            Self::Audio => &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
            Self::Video => &["video/mp4", "video/3gpp"],
            Self::Document => &[],
            Self::Sticker => &["image/webp"],
        }
    }

    /// Whether a file of this media type may be sent as this kind. Any file may go as a document.
    pub fn admits(self, mime: &str) -> bool {
        self == Self::Document || self.types().contains(&mime)
    }

    /// The kind whose limits an upload of this media type is held to.
    pub fn of_type(mime: &str) -> Self {
        let is_own = |kind: &Self| kind.types().contains(&mime);
        Self::ALL.into_iter().find(is_own).unwrap_or(Self::Document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_belongs_to_one_kind_and_anything_else_is_a_document() {
        for kind in MediaKind::ALL {
            for mime in kind.types() {
                assert_eq!(MediaKind::of_type(mime), kind, "{mime}");
                assert!(kind.admits(mime) && MediaKind::Document.admits(mime));
            }
        }
        for other in ["application/pdf", "image/gif", "text/html", "image/svg+xml"] {
            assert_eq!(MediaKind::of_type(other), MediaKind::Document);
            assert!(!MediaKind::Image.admits(other), "{other}");
        }
    }

    #[test]
    fn the_limits_are_those_of_the_reference() {
        let limits = MediaKind::ALL.map(MediaKind::max_bytes);
        assert_eq!(limits, [5_242_880, 16_777_216, 16_777_216, 104_857_600, 512_000]);
        assert_eq!(STILL_STICKER_BYTES, 102_400);
    }

    #[test]
    fn a_kind_is_found_by_its_name() {
        for kind in MediaKind::ALL {
            assert_eq!(MediaKind::named(kind.name()), Some(kind));
        }
        assert_eq!(MediaKind::named("gif"), None);
    }
}
