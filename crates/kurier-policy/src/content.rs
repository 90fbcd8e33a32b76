//! What a message says: the closed set of contents that are stored and shown.

mod carousel;
mod contact;
mod form;
mod interactive;
mod link;
mod media;
mod rendered;

pub use carousel::{CardLink, Carousel, CarouselCard};
pub use contact::{
    ContactAddress, ContactCard, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactUrl,
};
pub use form::{FormCall, FormMessage, FormReply};
pub use interactive::{Buttons, Choice, Choices, Frame, PageLink, ReplyButton, Section};
pub use link::first_link;
pub use media::{Attachment, MediaMessage, sha256_text};
pub use rendered::{RenderedCard, RenderedOffer};

use crate::id::{InboxSeq, TemplateId};
use serde::{Deserialize, Serialize};

/// The content of one stored message, either direction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// Plain text; at most 4,096 characters.
    Text {
        /// The text.
        body: String,
        /// Whether the business asked for a link preview.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        preview_url: bool,
    },
    /// A place.
    Location(Location),
    /// A reaction to another message of the same inbox; an empty emoji takes it back.
    Reaction {
        /// The message reacted to.
        target: InboxSeq,
        /// One emoji, or "".
        emoji: String,
    },
    /// Up to three reply buttons (Cloud API: interactive/button). Business → person only.
    Buttons(Buttons),
    /// A list to choose one row of (Cloud API: interactive/list). Business → person only.
    List(Choices),
    /// A button that opens a page (Cloud API: `interactive/cta_url`). Business → person only.
    CtaUrl(PageLink),
    /// Asks for a place (Cloud API: `interactive/location_request_message`); the answer is a
    /// [`Content::Location`] in reply. Business → person only.
    LocationRequest(Frame),
    /// A button that opens a form (Cloud API: interactive/flow). Business → person only.
    Form(Box<FormMessage>),
    /// A row of cards (Cloud API: `interactive/carousel`). Business → person only.
    Carousel(Carousel),
    /// A file (Cloud API: `image`, `audio`, `video`, `document`, `sticker`).
    Media(MediaMessage),
    /// Contacts; at most 257.
    Contacts {
        /// In the order in which they are shown.
        contacts: Vec<ContactCard>,
    },
    /// A template as it was rendered. Business → person only.
    Template(Box<RenderedTemplate>),
    /// A tap on a reply button (webhook: interactive/button_reply). Person → business only.
    ButtonReply {
        /// The id the business gave the button.
        id: String,
        /// The title the person saw.
        title: String,
    },
    /// A row chosen of a list (webhook: `interactive/list_reply`). Person → business only.
    ListReply {
        /// The id the business gave the row.
        id: String,
        /// The title the person saw.
        title: String,
        /// The description she saw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// A form she filled in (webhook: `interactive/nfm_reply`). Person → business only.
    FormReply(FormReply),
    /// A tap on a template's quick reply (webhook: button). Person → business only.
    QuickReply {
        /// The payload the business gave, or the text.
        payload: String,
        /// The text the person saw.
        text: String,
    },
}

/// A place on Earth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees, −90 to 90.
    pub latitude: f64,
    /// Degrees, −180 to 180.
    pub longitude: f64,
    /// Name of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Address of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A template with its parameters filled in: exactly what the person sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenderedTemplate {
    /// Which template.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// Its language code (`en_US`).
    pub language: String,
    /// Header text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// A picture, film or document as header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Attachment>,
    /// Whether that film is played silently, again and again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub looped: bool,
    /// A place as header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
    /// An offer that ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<RenderedOffer>,
    /// Body text.
    pub body: String,
    /// Footer text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// Buttons in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<RenderedButton>,
    /// A row of cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<RenderedCard>,
}

/// A button of a rendered template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RenderedButton {
    /// Answers with one tap.
    QuickReply {
        /// Shown.
        text: String,
        /// Sent back.
        payload: String,
    },
    /// Opens a page.
    Url {
        /// Shown.
        text: String,
        /// The full address.
        url: String,
    },
    /// Calls a number.
    PhoneNumber {
        /// Shown.
        text: String,
        /// The number.
        phone_number: String,
    },
    /// Opens an app on her device.
    App {
        /// Shown.
        text: String,
        /// The address that the app understands.
        link: String,
    },
    /// Copies a code.
    CopyCode {
        /// Shown.
        text: String,
        /// The code.
        code: String,
    },
    /// Opens a form.
    Form {
        /// Shown.
        text: String,
        /// Which form, and how it begins.
        #[serde(flatten)]
        form: FormCall,
    },
}
