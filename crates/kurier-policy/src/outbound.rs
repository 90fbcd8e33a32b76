//! A message as a business asks for it, before any decision.

use crate::content::{
    Attachment, Buttons, Carousel, Choices, ContactCard, FormMessage, Frame, Location, PageLink,
};
use crate::id::{BusinessId, MessageRef, SenderId};
use crate::media::MediaKind;
use crate::phone::{BadPhone, PhoneNumber};
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
    /// The files that the draft has places for, in their order; each belongs to the business.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
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

/// A text that names no recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRecipient {
    /// `to` is neither a `wa_id` nor a phone number.
    #[error("to: {0}")]
    Phone(#[from] BadPhone),
    /// `recipient` is not of the form of a user id.
    #[error("recipient: two capital letters, a dot, and 1 to 128 letters and digits are needed")]
    UserId,
}

/// Most letters and digits of a user id after its `CC.` (Cloud API: business-scoped user id).
pub const USER_ID_CHARS_MAX: usize = 128;

impl Recipient {
    /// Reads the Cloud API's `to`: 15 digits beginning with 999 are the pair's `wa_id`, everything
    /// else is a phone number. Both may be written with plus, spaces, dashes and parentheses.
    pub fn parse_to(text: &str) -> Result<Self, BadRecipient> {
        let phone = PhoneNumber::parse(text)?;
        let digits = phone.digits();
        match digits.parse() {
            Ok(wa_id) if digits.len() == 15 && digits.starts_with("999") => Ok(Self::WaId(wa_id)),
            _ => Ok(Self::Phone(phone)),
        }
    }

    /// Reads the Cloud API's `recipient`: the pair's `user_id`.
    pub fn parse_user_id(text: &str) -> Result<Self, BadRecipient> {
        let (country, rest) = text.split_once('.').ok_or(BadRecipient::UserId)?;
        let well_formed = country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=USER_ID_CHARS_MAX).contains(&rest.len())
            && rest.bytes().all(|b| b.is_ascii_alphanumeric());
        if well_formed { Ok(Self::UserId(text.to_owned())) } else { Err(BadRecipient::UserId) }
    }
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
    /// A list to choose one row of.
    List(Choices),
    /// A button that opens a page.
    CtaUrl(PageLink),
    /// Asks for a place.
    LocationRequest(Frame),
    /// A button that opens a form of this business.
    Form(Box<FormMessage>),
    /// A row of cards; each has its file among [`Outbound::files`], in the order of the cards.
    Carousel(Carousel),
    /// A file.
    Media(MediaDraft),
    /// Contacts.
    Contacts {
        /// At most 257.
        contacts: Vec<ContactCard>,
    },
    /// A template with parameters.
    Template(TemplateCall),
}

/// What is said about a file that is sent; the file itself is the first of [`Outbound::files`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDraft {
    /// As what it is sent.
    pub kind: MediaKind,
    /// At most 1,024 characters; not with sounds and stickers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What a document is to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Whether a sound is a voice note.
    pub voice: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_digits_beginning_with_999_are_a_wa_id() {
        assert_eq!(
            Recipient::parse_to("999123456789012"),
            Ok(Recipient::WaId(999_123_456_789_012))
        );
        assert_eq!(
            Recipient::parse_to("+999 123-456-789-012"),
            Ok(Recipient::WaId(999_123_456_789_012))
        );
        assert!(matches!(Recipient::parse_to("99912345678"), Ok(Recipient::Phone(_))));
        assert!(matches!(Recipient::parse_to("+49 170 1234567"), Ok(Recipient::Phone(_))));
        assert_eq!(Recipient::parse_to("abc"), Err(BadRecipient::Phone(BadPhone::Character)));
    }

    #[test]
    fn a_user_id_keeps_its_form() {
        assert!(Recipient::parse_user_id("ZZ.aB3").is_ok());
        assert!(Recipient::parse_user_id(&format!("DE.{}", "a".repeat(128))).is_ok());
        for bad in [
            "",
            "ZZ.",
            "Z.abc",
            "zz.abc",
            "ZZabc",
            "ZZ.ab-c",
            "ZZ.ENT.abc",
            "ZZ.ä",
            "999123456789012",
        ] {
            assert_eq!(Recipient::parse_user_id(bad), Err(BadRecipient::UserId), "{bad}");
        }
        assert!(Recipient::parse_user_id(&format!("DE.{}", "a".repeat(129))).is_err());
    }
}
