//! Reads a definition out of JSON, and gathers what is wrong.

mod action;
mod components;
mod screens;
mod values;

use super::check;
use super::component::Shape;
use super::definition::Definition;
use super::fault::{FlowCode, FlowFault};
use super::limits::{JSON_BYTES, WORD_CHARS};
use super::reference::Reference;
use super::source::{At, Member, Places, parse};
use super::version::Version;
use jsonc_parser::common::Range;
use std::collections::BTreeMap;

/// Versions of the data API.
const DATA_API: [&str; 2] = ["3.0", "4.0"];

/// Something that is named and must be there, looked at when everything is read.
pub(super) struct Use {
    pub(super) screen: usize,
    pub(super) what: Named,
    pub(super) range: Range,
    pub(super) pointer: String,
}

pub(super) enum Named {
    /// Data or a field, and what shape it must have.
    Reference(Reference, Option<Shape>),
    /// A screen that comes next.
    Screen(String),
    /// The business's endpoint.
    Endpoint,
    /// The end of the form.
    End,
}

pub(super) struct Reader<'t> {
    places: Places<'t>,
    pub(super) faults: Vec<FlowFault>,
    pub(super) uses: Vec<Use>,
    /// The screen that is read.
    pub(super) screen: usize,
    /// Components of this screen so far.
    count: usize,
    pub(super) version: Version,
}

/// What is known, beside the definition, of where its parts stand.
pub(super) struct Where {
    pub(super) screens: Vec<(Range, String)>,
    pub(super) routing: Option<(Range, String)>,
    pub(super) root: Range,
}

pub(super) fn read(text: &str) -> (Option<Definition>, Vec<FlowFault>) {
    let places = Places::of(text);
    if text.len() > JSON_BYTES {
        let message = format!("a definition has at most {JSON_BYTES} bytes");
        let span = places.span(Range::new(0, 1));
        let fault = FlowFault { code: FlowCode::Limit, message, span, pointer: String::new() };
        return (None, vec![fault]);
    }
    let ast = match parse(text, &places) {
        Ok(ast) => ast,
        Err(fault) => return (None, vec![fault]),
    };
    let root = At { value: &ast, pointer: String::new() };
    let mut reader = Reader {
        places,
        faults: Vec::new(),
        uses: Vec::new(),
        screen: 0,
        count: 0,
        version: Version(7, 3),
    };
    let read = reader.definition(&root);
    if let Some((definition, places)) = &read {
        check::check(&mut reader, definition, places);
    }
    (read.map(|(definition, _)| definition), reader.faults)
}

impl<'a, 't: 'a> Reader<'_> {
    pub(super) fn fault(
        &mut self,
        range: Range,
        pointer: &str,
        code: FlowCode,
        message: impl Into<String>,
    ) {
        let span = self.places.span(range);
        let (message, pointer) = (message.into(), pointer.to_owned());
        self.faults.push(FlowFault { code, message, span, pointer });
    }

    fn wrong(&mut self, at: &At<'_, '_>, code: FlowCode, message: impl Into<String>) {
        self.fault(at.range(), &at.pointer, code, message);
    }

    fn wrong_type(&mut self, at: &At<'_, '_>, needed: &str) {
        let name = at.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        self.wrong(at, FlowCode::PropertyType, format!("`{name}` must be {needed}"));
    }

    /// The members of an object by name; what stands twice is a fault.
    fn object(&mut self, at: &At<'a, 't>) -> Option<BTreeMap<&'a str, Member<'a, 't>>> {
        let Some(members) = at.members() else {
            self.wrong_type(at, "an object");
            return None;
        };
        let mut found = BTreeMap::new();
        for member in members {
            if found.contains_key(member.name) {
                let message = format!("`{}` stands here twice", member.name);
                self.fault(member.key, &member.at.pointer, FlowCode::PropertyUnknown, message);
            } else {
                found.insert(member.name, member);
            }
        }
        Some(found)
    }

    /// What is left of an object is not known.
    fn nothing_else(&mut self, left: &BTreeMap<&'a str, Member<'a, 't>>, known: &[&str], of: &str) {
        for member in left.values().filter(|member| !known.contains(&member.name)) {
            let message = format!("{of} has no property `{}`", shown(member.name));
            self.fault(member.key, &member.at.pointer, FlowCode::PropertyUnknown, message);
        }
    }

    /// A member that must be there.
    fn needed_member<'m>(
        &mut self,
        at: &At<'_, '_>,
        members: &'m BTreeMap<&'a str, Member<'a, 't>>,
        name: &str,
        of: &str,
    ) -> Option<&'m At<'a, 't>> {
        let found = members.get(name).map(|member| &member.at);
        if found.is_none() {
            self.missing(at, name, of);
        }
        found
    }

    fn missing(&mut self, at: &At<'_, '_>, name: &str, of: &str) {
        self.wrong(at, FlowCode::PropertyMissing, format!("{of} needs `{name}`"));
    }

    /// A name: letters, digits, underscores.
    fn word(&mut self, at: &At<'a, 't>) -> Option<String> {
        let Some(text) = at.text() else {
            self.wrong_type(at, "a text");
            return None;
        };
        let is_word = (1..=WORD_CHARS).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if !is_word {
            let message = format!(
                "`{}` must have 1 to {WORD_CHARS} letters, digits, underscores and dashes",
                shown(text)
            );
            self.wrong(at, FlowCode::PropertyValue, message);
            return None;
        }
        Some(text.to_owned())
    }

    fn definition(&mut self, at: &At<'a, 't>) -> Option<(Definition, Where)> {
        const KNOWN: [&str; 5] =
            ["version", "data_api_version", "routing_model", "screens", "data_channel_uri"];
        let members = self.object(at)?;
        self.nothing_else(&members, &KNOWN, "a form");
        let version = self.needed_member(at, &members, "version", "a form");
        let version = version.and_then(|at| self.version_of(at));
        self.version = version.unwrap_or(self.version);
        let data_api_version =
            members.get("data_api_version").and_then(|member| self.data_api(&member.at));
        let routing_model = members
            .get("routing_model")
            .and_then(|member| self.routing(&member.at))
            .unwrap_or_default();
        let Some(screens) = members.get("screens") else {
            self.missing(at, "screens", "a form");
            return None;
        };
        let (screens, places) = self.screens(&screens.at)?;
        let routing = members
            .get("routing_model")
            .map(|member| (member.at.range(), member.at.pointer.clone()));
        let definition =
            Definition { version: self.version, data_api_version, routing_model, screens };
        Some((definition, Where { screens: places, routing, root: at.range() }))
    }

    fn version_of(&mut self, at: &At<'a, 't>) -> Option<Version> {
        let found = at.text().and_then(Version::named);
        if found.is_none() {
            let all = Version::ALL.map(|one| one.to_string()).join(", ");
            self.wrong(at, FlowCode::Version, format!("`version` must be one of {all}"));
        }
        found
    }

    fn data_api(&mut self, at: &At<'a, 't>) -> Option<String> {
        let found = at.text().filter(|text| DATA_API.contains(text)).map(str::to_owned);
        if found.is_none() {
            self.wrong(at, FlowCode::Version, "`data_api_version` must be \"3.0\" or \"4.0\"");
        }
        found
    }

    fn routing(&mut self, at: &At<'a, 't>) -> Option<BTreeMap<String, Vec<String>>> {
        let members = self.object(at)?;
        let mut model = BTreeMap::new();
        for (name, member) in &members {
            let Some(items) = member.at.items() else {
                self.wrong_type(&member.at, "a list of ids of screens");
                continue;
            };
            let next = items.iter().filter_map(|item| self.word(item)).collect();
            model.insert((*name).to_owned(), next);
        }
        Some(model)
    }
}

/// A word somebody else wrote, short enough to be repeated.
fn shown(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(40).collect()
}
