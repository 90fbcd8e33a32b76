//! What is known of files.

use kurier_policy::content::{Attachment, sha256_text};
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_policy::media::MediaKind;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Digits of the part of a name that says when it was made.
const MADE_DIGITS: usize = 10;
/// Digits of a whole name.
const DIGITS: usize = 26;

/// Names a file in the media storage: when it was made (seconds, 10 hex digits), then 64 random bits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobName(String);

impl BlobName {
    /// A new name.
    pub fn make(at: Timestamp, random: u64) -> Self {
        Self(format!("{:010x}{random:016x}", at.seconds().clamp(0, 0xff_ffff_ffff)))
    }

    /// The name written like this, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == DIGITS && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When it was made.
    pub fn made_at(&self) -> Timestamp {
        let digits = self.0.get(..MADE_DIGITS).unwrap_or_default();
        Timestamp(0).plus_s(i64::from_str_radix(digits, 16).unwrap_or(0))
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaOwner {
    /// A business that uploaded it, named its link, or was sent it.
    Business(BusinessId),
    /// A person who uploaded it.
    Person(PersonId),
}

impl MediaOwner {
    /// Its id; businesses and people share one space.
    pub fn id(self) -> i64 {
        match self {
            Self::Business(BusinessId(id)) | Self::Person(PersonId(id)) => id,
        }
    }

    pub(crate) fn of(id: i64, by_person: bool) -> Self {
        if by_person { Self::Person(PersonId(id)) } else { Self::Business(BusinessId(id)) }
    }

    pub(crate) fn is_person(self) -> bool {
        matches!(self, Self::Person(_))
    }
}

/// A file as its owner knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Whose.
    pub owner: MediaOwner,
    /// The sender it was uploaded through, if through one.
    pub sender: Option<SenderId>,
    /// As what it may be sent at most.
    pub kind: MediaKind,
    /// Media type, as its content shows.
    pub mime: String,
    /// SHA-256 of what is kept.
    pub sha256: [u8; 32],
    /// Size of what is kept.
    pub bytes: u64,
    /// Where it lies.
    pub blob: BlobName,
    /// What its owner called it.
    pub file_name: Option<String>,
    /// Whether a small picture of it lies beside it.
    pub thumbnail: bool,
    /// When it came.
    pub created_at: Timestamp,
    /// From when on it is not there any more.
    pub expires_at: Timestamp,
}

impl Media {
    /// The file as a message carries it that shows it as `kind`. Whether a sticker moves, its content says.
    pub fn attached(&self, kind: MediaKind) -> Attachment {
        Attachment {
            id: self.id,
            kind,
            mime: self.mime.clone(),
            bytes: self.bytes,
            sha256: sha256_text(&self.sha256),
            filename: self.file_name.clone().filter(|_| kind == MediaKind::Document),
            thumbnail: self.thumbnail,
            animated: false,
        }
    }
}

/// A file given to another owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaShare {
    /// Who gets it.
    pub owner: MediaOwner,
    /// Under which id.
    pub id: MediaId,
    /// Through which sender.
    pub sender: Option<SenderId>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What a business's link brought last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaLink {
    /// Whose link.
    pub business: BusinessId,
    /// SHA-256 of the URL.
    pub url_hash: [u8; 32],
    /// What it brought.
    pub media: MediaId,
    /// Until when it is taken without asking again.
    pub fresh_until: Timestamp,
    /// `ETag` of the answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the answer.
    pub last_modified: Option<String>,
}

/// An upload in several pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Whose.
    pub business: BusinessId,
    /// Its id.
    pub id: MediaId,
    /// What its owner calls the file.
    pub file_name: String,
    /// Media type its owner says it has.
    pub file_type: String,
    /// How long it will be, in bytes.
    pub file_length: u64,
    /// What has come, in order and without gaps.
    pub parts: Vec<UploadPart>,
    /// What became of it, once all had come.
    pub media: Option<MediaId>,
    /// From when on it is forgotten.
    pub expires_at: Timestamp,
}

impl Upload {
    /// How many bytes have come.
    pub fn received(&self) -> u64 {
        if self.media.is_some() {
            return self.file_length;
        }
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

/// A piece of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadPart {
    /// Where it begins.
    pub at_byte: u64,
    /// How long it is.
    pub bytes: u64,
    /// Where it lies.
    pub blob: BlobName,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_when_it_was_made_and_nothing_else_is_one() {
        let at = Timestamp(1_767_268_800_000_000);
        let name = BlobName::make(at, 7);
        assert_eq!(name.as_str(), "00695661c00000000000000007");
        assert_eq!((name.made_at(), BlobName::parse(name.as_str())), (at, Some(name.clone())));
        for bad in
            ["", "../../../../etc/passwd", &name.as_str().to_uppercase().replace('7', "A"), "0"]
        {
            assert_eq!(BlobName::parse(bad), None, "{bad}");
        }
    }
}
