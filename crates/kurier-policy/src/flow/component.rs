//! Which components there are, and what each may say: one table.

use super::definition::ActionKind::{self, Complete, DataExchange, Navigate, OpenUrl, UpdateData};
use super::limits::{DROPDOWN, GROUP};
use super::version::Version;

/// What a property may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text of at most so many characters, or a reference.
    Text(usize),
    /// The same, or a list of texts.
    Texts(usize),
    /// Letters, digits, underscores: never a reference.
    Name,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or a reference.
    WordOrData(&'static [&'static str]),
    /// A truth value or a reference.
    Truth,
    /// A number of at least nought, or a reference.
    Number,
    /// A picture in base64, or a reference.
    Image,
    /// A list of dates or weekdays, or a reference.
    List,
    /// At most so many choices, or a reference.
    Choices(usize),
    /// Rows that lead somewhere, or a reference.
    Items,
    /// A tap.
    Action(&'static [ActionKind]),
    /// Components.
    Children,
    /// Components by value.
    Cases,
    /// A condition.
    Condition,
    /// A reference.
    Data,
    /// Any value: what a field begins with, what is wrong with fields.
    Value,
}

/// One property of a component.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

const fn may(name: &'static str, shape: Shape) -> Rule {
    Rule { name, shape, required: false }
}

const fn must(name: &'static str, shape: Shape) -> Rule {
    Rule { name, shape, required: true }
}

const WEIGHTS: &[&str] = &["bold", "italic", "bold_italic", "normal"];
const SIZES: &[&str] = &["regular", "large"];
const SELECT: &[ActionKind] = &[DataExchange, UpdateData];
const TAP: &[ActionKind] = &[Navigate, DataExchange, UpdateData, OpenUrl];

const VISIBLE: Rule = may("visible", Shape::Truth);
const REQUIRED: Rule = may("required", Shape::Truth);
const ENABLED: Rule = may("enabled", Shape::Truth);
const NAME: Rule = must("name", Shape::Name);
const INIT: Rule = may("init-value", Shape::Value);
const ERROR: Rule = may("error-message", Shape::Value);
const SELECTED: Rule = may("on-select-action", Shape::Action(SELECT));
const UNSELECTED: Rule = may("on-unselect-action", Shape::Action(SELECT));
const MEDIA: Rule = may("media-size", Shape::Word(SIZES));

const fn text(chars: usize) -> Rule {
    must("text", Shape::Text(chars))
}
const fn label(chars: usize) -> Rule {
    must("label", Shape::Text(chars))
}
const fn helper(chars: usize) -> Rule {
    may("helper-text", Shape::Text(chars))
}
const fn described(chars: usize) -> Rule {
    may("description", Shape::Text(chars))
}

macro_rules! components {
    ($($(#[$doc:meta])* $name:ident since ($major:literal, $minor:literal): [$($rule:expr),* $(,)?];)*) => {
        /// A kind of component that the messenger shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ComponentKind {
            $($(#[$doc])* $name,)*
        }

        impl ComponentKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// `type` of the component.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The version that it came with.
            pub fn since(self) -> Version {
                match self { $(Self::$name => Version($major, $minor),)* }
            }

            pub(super) fn rules(self) -> &'static [Rule] {
                match self { $(Self::$name => { const RULES: &[Rule] = &[$($rule,)*]; RULES })* }
            }
        }
    };
}

components! {
    /// A large heading.
    TextHeading since (2, 1): [text(80), VISIBLE];
    /// A smaller heading.
    TextSubheading since (2, 1): [text(80), VISIBLE];
    /// A paragraph.
    TextBody since (2, 1): [must("text", Shape::Texts(4096)), may("font-weight", Shape::WordOrData(WEIGHTS)),
        may("strikethrough", Shape::Truth), may("markdown", Shape::Truth), VISIBLE];
    /// A small paragraph.
    TextCaption since (2, 1): [must("text", Shape::Texts(4096)), may("font-weight", Shape::WordOrData(WEIGHTS)),
        may("strikethrough", Shape::Truth), may("markdown", Shape::Truth), VISIBLE];
    /// Paragraphs, headings and lists in simple Markdown.
    RichText since (5, 1): [must("text", Shape::Texts(4096)), VISIBLE];
    /// One line to fill in.
    TextInput since (2, 1): [NAME, label(20),
        may("input-type", Shape::Word(&["text", "number", "email", "password", "passcode", "phone"])),
        may("pattern", Shape::Text(200)), REQUIRED, may("min-chars", Shape::Number), may("max-chars", Shape::Number),
        helper(80), VISIBLE, ENABLED, INIT, ERROR, may("label-variant", Shape::Word(&["large"]))];
    /// Several lines to fill in.
    TextArea since (2, 1): [NAME, label(20), REQUIRED, may("max-length", Shape::Number), helper(80), ENABLED, VISIBLE,
        INIT, ERROR, may("label-variant", Shape::Word(&["large"]))];
    /// A list that opens to choose one of.
    Dropdown since (2, 1): [NAME, label(20), must("data-source", Shape::Choices(DROPDOWN)), REQUIRED, ENABLED, VISIBLE,
        SELECTED, UNSELECTED, INIT, ERROR];
    /// One of several.
    RadioButtonsGroup since (2, 1): [NAME, may("label", Shape::Text(30)), described(300),
        must("data-source", Shape::Choices(GROUP)), REQUIRED, ENABLED, VISIBLE, SELECTED, UNSELECTED, INIT, ERROR, MEDIA];
    /// Some of several.
    CheckboxGroup since (2, 1): [NAME, may("label", Shape::Text(30)), described(300),
        must("data-source", Shape::Choices(GROUP)), may("min-selected-items", Shape::Number),
        may("max-selected-items", Shape::Number), REQUIRED, ENABLED, VISIBLE, SELECTED, UNSELECTED, INIT, ERROR, MEDIA];
    /// Some of several, side by side.
    ChipsSelector since (6, 3): [NAME, label(80), described(300), must("data-source", Shape::Choices(GROUP)),
        may("min-selected-items", Shape::Number), may("max-selected-items", Shape::Number), REQUIRED, ENABLED, VISIBLE,
        SELECTED, UNSELECTED, INIT, ERROR];
    /// A day.
    DatePicker since (2, 1): [NAME, label(40), may("min-date", Shape::Text(20)), may("max-date", Shape::Text(20)),
        may("unavailable-dates", Shape::List), helper(80), REQUIRED, ENABLED, VISIBLE, SELECTED, INIT, ERROR];
    /// A day, of a calendar.
    CalendarPicker since (6, 1): [NAME, label(40), may("title", Shape::Text(80)), described(300),
        may("mode", Shape::Word(&["single"])), may("min-date", Shape::Text(20)), may("max-date", Shape::Text(20)),
        may("unavailable-dates", Shape::List), may("include-days", Shape::List), helper(80), REQUIRED, ENABLED, VISIBLE,
        SELECTED, INIT, ERROR];
    /// A box to agree to something.
    OptIn since (2, 1): [NAME, label(300), REQUIRED, VISIBLE, may("on-click-action", Shape::Action(TAP)), SELECTED,
        UNSELECTED, INIT];
    /// A line that leads somewhere.
    EmbeddedLink since (2, 1): [text(25), must("on-click-action", Shape::Action(TAP)), VISIBLE];
    /// A picture.
    Image since (2, 1): [must("src", Shape::Image), may("width", Shape::Number), may("height", Shape::Number),
        may("scale-type", Shape::Word(&["cover", "contain"])), may("aspect-ratio", Shape::Number),
        may("alt-text", Shape::Text(300)), VISIBLE];
    /// One branch or the other.
    If since (4, 0): [must("condition", Shape::Condition), must("then", Shape::Children), may("else", Shape::Children)];
    /// One of several branches.
    Switch since (4, 0): [must("value", Shape::Data), must("cases", Shape::Cases)];
    /// Rows that lead somewhere.
    NavigationList since (6, 2): [NAME, must("list-items", Shape::Items), may("label", Shape::Text(80)), described(300), MEDIA,
        may("on-click-action", Shape::Action(&[Navigate, DataExchange])), VISIBLE];
    /// Fields that belong together.
    Form since (2, 1): [NAME, must("children", Shape::Children), may("init-values", Shape::Value),
        may("error-messages", Shape::Value)];
    /// What ends a screen.
    Footer since (2, 1): [label(35), may("left-caption", Shape::Text(15)), may("center-caption", Shape::Text(15)),
        may("right-caption", Shape::Text(15)), ENABLED,
        must("on-click-action", Shape::Action(&[Navigate, Complete, DataExchange, UpdateData, OpenUrl]))];
}

/// Components that the contract knows and the messenger does not show.
const UNSHOWN: [&str; 4] = ["PhotoPicker", "DocumentPicker", "ImageCarousel", "MediaCarousel"];

impl ComponentKind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether the contract knows it, though the messenger does not show it.
    pub(super) fn is_unshown(name: &str) -> bool {
        UNSHOWN.contains(&name)
    }

    /// Whether it is filled in.
    pub fn is_field(self) -> bool {
        matches!(
            self,
            Self::TextInput
                | Self::TextArea
                | Self::Dropdown
                | Self::RadioButtonsGroup
                | Self::CheckboxGroup
                | Self::ChipsSelector
                | Self::DatePicker
                | Self::CalendarPicker
                | Self::OptIn
        )
    }
}
