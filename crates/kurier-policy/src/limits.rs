//! Every documented limit on the content of a message, and the checks against them.
//!
//! Characters are Unicode scalar values. Source of the numbers: Cloud API reference, messages.

mod carousel;
mod contacts;
mod emoji;
mod form;
mod interactive;
mod media;

use crate::content::{Content, Location};
use crate::outbound::{Draft, Outbound};
use crate::refusal::Refusal;
use std::fmt::Display;

/// Text message, in characters.
pub const TEXT_CHARS: usize = 4_096;
/// Reply buttons of one message.
pub const REPLY_BUTTONS: usize = 3;
/// Title of a reply button, in characters.
pub const REPLY_TITLE_CHARS: usize = 20;
/// Id of a reply button, in characters.
pub const REPLY_ID_CHARS: usize = 256;
/// Header of an interactive message, in characters.
pub const INTERACTIVE_HEADER_CHARS: usize = 60;
/// Body of an interactive message, in characters.
pub const INTERACTIVE_BODY_CHARS: usize = 1_024;
/// Body over a list, in characters.
pub const LIST_BODY_CHARS: usize = 4_096;
/// Footer of an interactive message, in characters.
pub const INTERACTIVE_FOOTER_CHARS: usize = 60;
/// Button that opens a list, in characters.
pub const LIST_BUTTON_CHARS: usize = 20;
/// Sections of a list.
pub const LIST_SECTIONS: usize = 10;
/// Rows of a list, over all its sections.
pub const LIST_ROWS: usize = 10;
/// Title of a section, in characters.
pub const SECTION_TITLE_CHARS: usize = 24;
/// Id of a row, in characters.
pub const ROW_ID_CHARS: usize = 200;
/// Title of a row, in characters.
pub const ROW_TITLE_CHARS: usize = 24;
/// Description of a row, in characters.
pub const ROW_DESCRIPTION_CHARS: usize = 72;
/// Button that opens a page, in characters.
pub const CTA_TEXT_CHARS: usize = 20;
/// Cards of a row outside templates: fewest and most.
pub const CAROUSEL_CARDS: (usize, usize) = (2, 10);
/// Line breaks in the body of such a card.
pub const CAROUSEL_CARD_BREAKS: usize = 2;
/// Caption of a file, in characters.
pub const CAPTION_CHARS: usize = 1_024;
/// Name of a document, in characters (Kurier's bound, that of most file systems).
pub const FILE_NAME_CHARS: usize = 240;
/// Film that stands for a GIF in a template's header, in bytes.
pub const GIF_BYTES: u64 = 3_670_016;
/// Contacts of one message.
pub const CONTACTS: usize = 257;
/// Numbers, mail addresses, pages and postal addresses of one contact, each (Kurier's bound).
pub const CONTACT_ENTRIES: usize = 20;
/// Any text of a contact, in characters (Kurier's bound); its pages may have [`URL_CHARS`].
pub const CONTACT_CHARS: usize = 256;
/// Name of a place, in characters (Kurier's bound).
pub const LOCATION_NAME_CHARS: usize = 1_000;
/// Address of a place, in characters (Kurier's bound).
pub const LOCATION_ADDRESS_CHARS: usize = 1_000;
/// `biz_opaque_callback_data`, in characters.
pub const OPAQUE_CHARS: usize = 512;
/// Payload of a template's quick reply, in characters.
pub const QUICK_REPLY_PAYLOAD_CHARS: usize = 256;
/// Name of a template, in characters.
pub const TEMPLATE_NAME_CHARS: usize = 512;
/// Language code of a template, in characters (`zh_Hant_HK` and longer; Kurier's bound).
pub const LANGUAGE_CHARS: usize = 15;
/// Header of a template, in characters.
pub const TEMPLATE_HEADER_CHARS: usize = 60;
/// Body of a template, in characters, as declared and as filled in.
pub const TEMPLATE_BODY_CHARS: usize = 1_024;
/// Footer of a template, in characters.
pub const TEMPLATE_FOOTER_CHARS: usize = 60;
/// Buttons of a template.
pub const TEMPLATE_BUTTONS: usize = 10;
/// Text of a template's button, in characters.
pub const TEMPLATE_BUTTON_CHARS: usize = 25;
/// Buttons of a template that open a page.
pub const TEMPLATE_URL_BUTTONS: usize = 2;
/// Buttons of a template that call a number.
pub const TEMPLATE_PHONE_BUTTONS: usize = 1;
/// Buttons of a template that copy a code.
pub const TEMPLATE_COPY_CODE_BUTTONS: usize = 1;
/// Address of a page as declared, and the suffix put in place of its variable, in characters each.
pub const URL_CHARS: usize = 2_000;
/// Digits of a number that a button calls.
pub const BUTTON_PHONE_DIGITS: usize = 20;
/// One-time or coupon code, in characters.
pub const CODE_CHARS: usize = 15;
/// Longest life of a one-time code that a template may name, in minutes.
pub const CODE_EXPIRY_MIN: u8 = 90;
/// Longest deep link of a button, in characters (Kurier's bound, that of an address).
pub const DEEP_LINK_CHARS: usize = URL_CHARS;
/// Cards of a row: fewest and most.
pub const TEMPLATE_CARDS: (usize, usize) = (2, 10);
/// Body of a card, in characters.
pub const CARD_BODY_CHARS: usize = 160;
/// Buttons of a card: fewest and most.
pub const CARD_BUTTONS: (usize, usize) = (1, 2);
/// Text of an offer that ends, in characters.
pub const OFFER_CHARS: usize = 16;
/// Apps that may take a one-time code.
pub const CODE_APPS: usize = 5;
/// Name of an app's package, in characters.
pub const PACKAGE_NAME_CHARS: usize = 224;
/// Hash of an app's signature, in characters, exactly.
pub const SIGNATURE_HASH_CHARS: usize = 11;
/// Spaces in a row inside a template's parameter.
pub const PARAMETER_SPACES: usize = 4;

/// A broken limit: which error it is, and what exactly is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Violation {
    /// The refusal it leads to.
    pub refusal: Refusal,
    /// A plain sentence with the limit and, where it helps, the value found. Never a whole value.
    pub detail: String,
}

impl Violation {
    /// A value of the message itself is wrong.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self { refusal: Refusal::InvalidParameter, detail: detail.into() }
    }
}

/// Number of characters, as all limits count them.
pub fn chars(text: &str) -> usize {
    text.chars().count()
}

impl Outbound {
    /// Checks every limit that does not depend on facts.
    pub fn check(&self) -> Result<(), Violation> {
        if let Some(opaque) = &self.opaque {
            at_most("biz_opaque_callback_data", opaque, OPAQUE_CHARS)?;
        }
        self.draft.check()?;
        media::check_files(self)
    }
}

impl Draft {
    /// Checks what a business wrote. A template's parameters are checked when it is rendered, because
    /// their limits depend on the template.
    pub fn check(&self) -> Result<(), Violation> {
        match self {
            Self::Text { body, .. } => check_text("text.body", body, TEXT_CHARS),
            Self::Location(location) => check_location(location),
            Self::Reaction { emoji, .. } => check_emoji(emoji),
            Self::Buttons(buttons) => interactive::check_buttons(buttons),
            Self::List(list) => interactive::check_list(list),
            Self::CtaUrl(link) => interactive::check_page_link(link),
            Self::LocationRequest(frame) => interactive::check_frame(frame, INTERACTIVE_BODY_CHARS),
            Self::Form(message) => form::check(message),
            Self::Carousel(carousel) => carousel::check(carousel),
            Self::Media(draft) => media::check(draft),
            Self::Contacts { contacts } => contacts::check(contacts),
            Self::Template(call) => {
                check_text("template.name", &call.name, TEMPLATE_NAME_CHARS)?;
                check_text("template.language.code", &call.language, LANGUAGE_CHARS)?;
                call.place.as_ref().map_or(Ok(()), check_location)
            }
        }
    }
}

impl Content {
    /// Checks what a person's device sent.
    pub fn check_inbound(&self) -> Result<(), Violation> {
        match self {
            Self::Text { body, .. } => check_text("text.body", body, TEXT_CHARS),
            Self::Location(location) => check_location(location),
            Self::Reaction { emoji, .. } => check_emoji(emoji),
            Self::ButtonReply { id, title } => {
                check_text("id", id, REPLY_ID_CHARS)?;
                check_text("title", title, REPLY_TITLE_CHARS)
            }
            Self::ListReply { id, title, description } => {
                check_text("id", id, ROW_ID_CHARS)?;
                check_text("title", title, ROW_TITLE_CHARS)?;
                at_most("description", description.as_deref().unwrap_or(""), ROW_DESCRIPTION_CHARS)
            }
            Self::Media(message) => {
                let caption = message.caption.as_deref();
                media::check_caption(format_args!("caption"), message.file.kind, caption)
            }
            Self::Contacts { contacts } => contacts::check(contacts),
            Self::FormReply(reply) => form::check_reply(reply),
            Self::QuickReply { payload, text } => {
                check_text("payload", payload, QUICK_REPLY_PAYLOAD_CHARS)?;
                check_text("text", text, TEMPLATE_BUTTON_CHARS)
            }
            Self::Buttons(_)
            | Self::List(_)
            | Self::CtaUrl(_)
            | Self::Carousel(_)
            | Self::LocationRequest(_)
            | Self::Form(_)
            | Self::Template(_) => Err(Violation::invalid(
                "only a business sends buttons, lists, requests, forms and templates",
            )),
        }
    }
}

fn at_most(what: impl Display + Copy, text: &str, limit: usize) -> Result<(), Violation> {
    match chars(text) {
        length if length > limit => Err(Violation::invalid(format!(
            "{what} has {length} characters; at most {limit} are allowed"
        ))),
        _ => Ok(()),
    }
}

fn check_text(what: impl Display + Copy, text: &str, limit: usize) -> Result<(), Violation> {
    if text.trim().is_empty() {
        return Err(Violation::invalid(format!("{what} is empty")));
    }
    at_most(what, text, limit)
}

fn check_location(location: &Location) -> Result<(), Violation> {
    // A range holds neither infinities nor NaN.
    if !(-90.0..=90.0).contains(&location.latitude) {
        return Err(Violation::invalid("location.latitude must be a number from -90 to 90"));
    }
    if !(-180.0..=180.0).contains(&location.longitude) {
        return Err(Violation::invalid("location.longitude must be a number from -180 to 180"));
    }
    at_most("location.name", location.name.as_deref().unwrap_or(""), LOCATION_NAME_CHARS)?;
    at_most("location.address", location.address.as_deref().unwrap_or(""), LOCATION_ADDRESS_CHARS)
}

fn check_emoji(text: &str) -> Result<(), Violation> {
    if text.is_empty() || emoji::is_single(text) {
        return Ok(());
    }
    Err(Violation::invalid("reaction.emoji must be one emoji, or empty to take a reaction back"))
}

#[cfg(test)]
mod tests;
