//! The parts of a form, typed.

use super::component::ComponentKind;
use super::condition::Condition;
use super::reference::Reference;
use super::version::Version;
use serde_json::{Number, Value};
use std::collections::BTreeMap;

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Version of flow JSON.
    pub version: Version,
    /// `3.0` or `4.0`: the form asks the business's endpoint.
    pub data_api_version: Option<String>,
    /// Which screens follow which; empty where the form asks nobody.
    pub routing_model: BTreeMap<String, Vec<String>>,
    /// In order; the first is where it begins.
    pub screens: Vec<Screen>,
}

/// A screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Unique.
    pub id: String,
    /// Shown above.
    pub title: Option<String>,
    /// Whether the form may end here.
    pub terminal: bool,
    /// Whether ending here is a success.
    pub success: Option<bool>,
    /// Whether coming back asks the endpoint again.
    pub refresh_on_back: bool,
    /// What the screen is given.
    pub data: BTreeMap<String, Example>,
    /// Fields that are not to be shown again.
    pub sensitive: Vec<String>,
    /// What stands on it.
    pub children: Vec<Component>,
}

/// One member of what a screen is given: a JSON schema with an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// `string`, `number`, `integer`, `boolean`, `array` or `object`.
    pub kind: String,
    /// The whole schema, `__example__` with it.
    pub schema: Value,
}

/// One component.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// What it is.
    pub kind: ComponentKind,
    /// Its properties, by name.
    pub properties: BTreeMap<&'static str, Property>,
}

impl Component {
    /// The components inside, of every branch.
    pub fn inside(&self) -> impl Iterator<Item = &Self> {
        self.properties.values().flat_map(|property| match property {
            Property::Children(children) => children.iter().collect::<Vec<_>>(),
            Property::Cases(cases) => cases.values().flatten().collect(),
            _ => Vec::new(),
        })
    }

    /// The name of the field, if it is one that is filled in.
    pub fn field(&self) -> Option<&str> {
        match self.properties.get("name") {
            Some(Property::Text(name)) if self.kind.is_field() => Some(name),
            _ => None,
        }
    }
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum Property {
    /// A text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A number.
    Number(Number),
    /// A truth value.
    Truth(bool),
    /// Whatever the reference stands for.
    Reference(Reference),
    /// A condition.
    Condition(Condition),
    /// Things to choose from.
    Choices(Vec<Choice>),
    /// Rows that lead somewhere.
    Items(Vec<ListItem>),
    /// What a tap does.
    Action(Action),
    /// Components inside.
    Children(Vec<Component>),
    /// Components inside, by the value that shows them.
    Cases(BTreeMap<String, Vec<Component>>),
    /// First values or errors of fields, as JSON with references.
    Value(Value),
}

/// One thing to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Goes into the answer.
    pub id: String,
    /// Shown.
    pub title: String,
    /// Shown below the title.
    pub description: Option<String>,
    /// Shown at the end.
    pub metadata: Option<String>,
    /// Whether it can be chosen.
    pub enabled: Option<bool>,
}

/// One row that leads somewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// Unique in its list.
    pub id: String,
    /// Shown.
    pub title: String,
    /// Shown below the title.
    pub description: Option<String>,
    /// Shown below that.
    pub metadata: Option<String>,
    /// What a tap does, where the list does not say it.
    pub action: Option<Action>,
}

/// Kinds of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Goes to another screen.
    Navigate,
    /// Ends the form and sends the answer.
    Complete,
    /// Asks the business's endpoint.
    DataExchange,
    /// Changes what this screen was given.
    UpdateData,
    /// Opens a page.
    OpenUrl,
}

impl ActionKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Navigate, Self::Complete, Self::DataExchange, Self::UpdateData, Self::OpenUrl];

    /// As written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Navigate => "navigate",
            Self::Complete => "complete",
            Self::DataExchange => "data_exchange",
            Self::UpdateData => "update_data",
            Self::OpenUrl => "open_url",
        }
    }
}

/// What a tap does.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What.
    pub kind: ActionKind,
    /// The screen that comes next.
    pub next: Option<String>,
    /// The page to open.
    pub url: Option<String>,
    /// What goes with it, with references.
    pub payload: Option<Value>,
}
