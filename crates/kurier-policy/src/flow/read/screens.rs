//! Screens and what they are given.

use super::super::definition::{Example, Screen};
use super::super::fault::FlowCode;
use super::super::limits::{SCREENS, TITLE_CHARS};
use super::super::source::{At, Member};
use super::Reader;
use jsonc_parser::common::Range;
use std::collections::BTreeMap;

const KINDS: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
/// The end of a form as endpoints write it; no screen may be called so.
const SUCCESS: &str = "SUCCESS";

/// Screens, and where each stands.
type Placed = (Vec<Screen>, Vec<(Range, String)>);
type Members<'a, 't> = BTreeMap<&'a str, Member<'a, 't>>;

impl<'a, 't: 'a> Reader<'_> {
    /// The screens, and where each stands.
    pub(super) fn screens(&mut self, at: &At<'a, 't>) -> Option<Placed> {
        let Some(items) = at.items() else {
            self.wrong_type(at, "a list");
            return None;
        };
        if !(1..=SCREENS).contains(&items.len()) {
            let message = format!("a form has 1 to {SCREENS} screens");
            self.wrong(at, FlowCode::Limit, message);
        }
        let (mut screens, mut places) = (Vec::new(), Vec::new());
        for item in items.iter().take(SCREENS) {
            self.screen = screens.len();
            if let Some(screen) = self.screen(item) {
                screens.push(screen);
                places.push((item.range(), item.pointer.clone()));
            }
        }
        Some((screens, places))
    }

    fn screen(&mut self, at: &At<'a, 't>) -> Option<Screen> {
        const KNOWN: [&str; 8] = [
            "id",
            "title",
            "terminal",
            "success",
            "refresh_on_back",
            "data",
            "sensitive",
            "layout",
        ];
        let members = self.object(at)?;
        self.nothing_else(&members, &KNOWN, "a screen");
        let id = self.needed_member(at, &members, "id", "a screen");
        let id = id.and_then(|at| self.word(at));
        if id.as_deref() == Some(SUCCESS) {
            self.wrong(at, FlowCode::PropertyValue, "no screen may be called SUCCESS");
        }
        let title =
            members.get("title").and_then(|member| self.static_text(&member.at, TITLE_CHARS));
        let truth = |reader: &mut Self, name: &str, members: &Members<'a, 't>| {
            members.get(name).and_then(|member| reader.static_truth(&member.at))
        };
        let terminal = truth(self, "terminal", &members).unwrap_or_default();
        let success = truth(self, "success", &members);
        let refresh_on_back = truth(self, "refresh_on_back", &members).unwrap_or_default();
        let data = members.get("data").map(|member| self.examples(&member.at)).unwrap_or_default();
        let sensitive =
            members.get("sensitive").map(|member| self.words(&member.at)).unwrap_or_default();
        self.count = 0;
        let layout = self.needed_member(at, &members, "layout", "a screen");
        let children = layout.map(|at| self.layout(at)).unwrap_or_default();
        let id = id?;
        Some(Screen { id, title, terminal, success, refresh_on_back, data, sensitive, children })
    }

    fn words(&mut self, at: &At<'a, 't>) -> Vec<String> {
        let Some(items) = at.items() else {
            self.wrong_type(at, "a list of names");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.word(item)).collect()
    }

    fn layout(&mut self, at: &At<'a, 't>) -> Vec<super::super::Component> {
        let Some(members) = self.object(at) else { return Vec::new() };
        self.nothing_else(&members, &["type", "children"], "a layout");
        match members.get("type") {
            Some(member) if member.at.text() == Some("SingleColumnLayout") => {}
            Some(member) => {
                let message = "the `type` of a layout is \"SingleColumnLayout\"";
                self.wrong(&member.at, FlowCode::PropertyValue, message);
            }
            None => self.missing(at, "type", "a layout"),
        }
        let children = self.needed_member(at, &members, "children", "a layout");
        children.map(|at| self.children(at, 0)).unwrap_or_default()
    }

    fn examples(&mut self, at: &At<'a, 't>) -> BTreeMap<String, Example> {
        let Some(members) = self.object(at) else { return BTreeMap::new() };
        let mut found = BTreeMap::new();
        for (name, member) in &members {
            if let Some(example) = self.example(&member.at) {
                found.insert((*name).to_owned(), example);
            }
        }
        found
    }

    fn example(&mut self, at: &At<'a, 't>) -> Option<Example> {
        let members = self.object(at)?;
        let kind = members.get("type").and_then(|member| member.at.text());
        let Some(kind) = kind.filter(|kind| KINDS.contains(kind)) else {
            let message =
                format!("the data of a screen need a `type`: one of {}", KINDS.join(", "));
            self.wrong(at, FlowCode::PropertyValue, message);
            return None;
        };
        if !members.contains_key("__example__") {
            self.missing(at, "__example__", "a member of the data");
        }
        let Some(schema) = at.plain() else {
            self.wrong(at, FlowCode::Limit, "this lies too deep");
            return None;
        };
        Some(Example { kind: kind.to_owned(), schema })
    }
}
