//! What a template may hold beside plain text and plain buttons: other headers, buttons that open something
//! else, cards, an offer that ends, codes that fill themselves in.

use super::{Button, Parts, Sample};
use serde::{Deserialize, Serialize};

/// A header that is no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RichHeader {
    /// A picture.
    Image {
        /// Handle of the uploaded sample (`4::…`).
        handle: String,
    },
    /// A film.
    Video {
        /// Handle of the uploaded sample.
        handle: String,
    },
    /// A short film without sound, played again and again (MP4).
    Gif {
        /// Handle of the uploaded sample.
        handle: String,
    },
    /// A file.
    Document {
        /// Handle of the uploaded sample.
        handle: String,
    },
    /// A place, given with each message.
    Location,
    /// A product of the catalogue, given with each message.
    Product,
}

impl RichHeader {
    /// Its `format` in the Cloud API.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Image { .. } => "IMAGE",
            Self::Video { .. } => "VIDEO",
            Self::Gif { .. } => "GIF",
            Self::Document { .. } => "DOCUMENT",
            Self::Location => "LOCATION",
            Self::Product => "PRODUCT",
        }
    }

    /// The handle of its sample; `None` for headers that have none.
    pub fn handle(&self) -> Option<&str> {
        match self {
            Self::Image { handle }
            | Self::Video { handle }
            | Self::Gif { handle }
            | Self::Document { handle } => Some(handle),
            Self::Location | Self::Product => None,
        }
    }
}

/// A button that opens something else than a page, and its place among all buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its place among all buttons of the template or card, from 0: the `index` that messages name.
    pub at: u8,
    /// At most 25 characters.
    pub text: String,
    /// What it opens.
    pub opens: Opens,
}

/// What an [`Action`] opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Opens {
    /// A form.
    Flow(Flow),
    /// The whole catalogue.
    Catalog,
    /// A choice of products, given with each message.
    Mpm,
    /// One product, given with each message.
    Spm,
    /// A call to the business inside the messenger.
    VoiceCall,
    /// The question whether the business may have her contact data.
    RequestContactInfo,
    /// An app on her device.
    App {
        /// Address that the app understands.
        deep_link: String,
    },
}

impl Opens {
    /// Its `type` in the Cloud API.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Flow(_) => "FLOW",
            Self::Catalog => "CATALOG",
            Self::Mpm => "MPM",
            Self::Spm => "SPM",
            Self::VoiceCall => "VOICE_CALL",
            Self::RequestContactInfo => "REQUEST_CONTACT_INFO",
            Self::App { .. } => "APP",
        }
    }
}

/// Which form a button opens: by exactly one of id, name and definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// `flow_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `flow_name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `flow_json`, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// `flow_action`: whether the form begins with a screen or asks the business first.
    #[serde(default)]
    pub start: FlowStart,
    /// `navigate_screen`: the first screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
}

/// How a form begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowStart {
    /// With a screen.
    #[default]
    Navigate,
    /// With what the business answers.
    DataExchange,
}

/// One card of a row of cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// A picture, a film or a product.
    pub header: RichHeader,
    /// At most 160 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Plain buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// Other buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// Sample values: the body's, then the buttons'.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
}

/// An offer that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// At most 16 characters.
    pub text: String,
    /// Whether each message names an end, which is counted down to.
    pub has_expiration: bool,
}

/// How a one-time code gets into an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeDelivery {
    /// Which way.
    pub way: CodeWay,
    /// Text of the button that fills the code in; at most 25 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autofill_text: Option<String>,
    /// One to five apps that may take the code.
    pub apps: Vec<App>,
}

/// Ways of a one-time code beyond copying it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CodeWay {
    /// A tap hands it to the app.
    OneTap,
    /// The app gets it at once; the business accepted the terms for that.
    ZeroTap,
}

/// An app that may take a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Two or more parts of letters, digits and `_`, joined by dots; at most 224 characters.
    pub package_name: String,
    /// Eleven characters of base64.
    pub signature_hash: String,
}

/// A button where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed<'a> {
    /// A plain button.
    Plain(&'a Button),
    /// One that opens something else.
    Action(&'a Action),
}

impl Placed<'_> {
    /// Its `type` in the Cloud API (a code button of an authentication template counts as `COPY_CODE`).
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Plain(Button::QuickReply { .. }) => "QUICK_REPLY",
            Self::Plain(Button::Url { .. }) => "URL",
            Self::Plain(Button::PhoneNumber { .. }) => "PHONE_NUMBER",
            Self::Plain(Button::CopyCode { .. }) => "COPY_CODE",
            Self::Action(action) => action.opens.kind(),
        }
    }
}

/// Plain and other buttons in the order in which they are shown.
pub fn in_order<'a>(buttons: &'a [Button], actions: &'a [Action]) -> Vec<Placed<'a>> {
    let mut plain = buttons.iter();
    let total = buttons.len().saturating_add(actions.len());
    (0..total)
        .filter_map(|place| {
            let action = actions.iter().find(|action| usize::from(action.at) == place);
            action.map(Placed::Action).or_else(|| plain.next().map(Placed::Plain))
        })
        .collect()
}

impl Parts {
    /// All buttons in the order in which they are shown.
    pub fn placed_buttons(&self) -> Vec<Placed<'_>> {
        in_order(&self.buttons, &self.actions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_stand_where_they_were_declared() {
        let action = |at, text: &str| Action { at, text: text.into(), opens: Opens::Catalog };
        let quick = |text: &str| Button::QuickReply { text: text.into() };
        let (buttons, actions) = ([quick("b"), quick("d")], [action(0, "a"), action(2, "c")]);
        let texts: Vec<&str> = in_order(&buttons, &actions)
            .into_iter()
            .map(|placed| match placed {
                Placed::Plain(Button::QuickReply { text })
                | Placed::Action(Action { text, .. }) => text,
                Placed::Plain(_) => "",
            })
            .collect();
        assert_eq!(texts, ["a", "b", "c", "d"]);
    }
}
