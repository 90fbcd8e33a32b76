//! Values of properties.

use super::super::component::Shape;
use super::super::condition::Condition;
use super::super::definition::{ActionKind, Choice, ListItem, Property};
use super::super::fault::FlowCode;
use super::super::limits::{CHOICE_DESCRIPTION_CHARS, CHOICE_TITLE_CHARS, GROUP, IMAGE_BYTES};
use super::super::reference::Reference;
use super::super::source::{At, Member};
use super::{Named, Reader, Use, shown};
use crate::limits::chars;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How pictures begin that browsers show.
const PICTURES: [&[u8]; 3] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"];

impl<'a, 't: 'a> Reader<'_> {
    pub(super) fn value(&mut self, at: &At<'a, 't>, shape: Shape) -> Option<Property> {
        if let Some(text) = at.text()
            && Reference::is_meant(text)
            && !matches!(shape, Shape::Condition | Shape::Value | Shape::Name | Shape::Word(_))
        {
            return self.reference(at, text, Some(shape)).map(Property::Reference);
        }
        match shape {
            Shape::Text(most) => self.static_text(at, most).map(Property::Text),
            Shape::Texts(most) => self.texts(at, most),
            Shape::Name => self.word(at).map(Property::Text),
            Shape::Word(words) | Shape::WordOrData(words) => self.one_of(at, words),
            Shape::Truth => self.static_truth(at).map(Property::Truth),
            Shape::Number => self.number(at),
            Shape::Image => self.image(at),
            Shape::List => self.list(at),
            Shape::Choices(most) => self.choices(at, most),
            Shape::Items => self.rows(at),
            Shape::Condition => self.condition(at),
            Shape::Data => {
                self.wrong(at, FlowCode::PropertyValue, "this must be a reference to data");
                None
            }
            Shape::Value => self.any(at).map(Property::Value),
            Shape::Action(_) | Shape::Children | Shape::Cases => None,
        }
    }

    /// A reference, remembered to be looked up.
    pub(super) fn reference(
        &mut self,
        at: &At<'a, 't>,
        text: &str,
        shape: Option<Shape>,
    ) -> Option<Reference> {
        let Some(reference) = Reference::parse(text) else {
            let message = "a reference is `${data.x}`, `${form.x}` or `${screen.S.form.x}` and nothing beside it; text around references is not shown";
            self.wrong(at, FlowCode::Reference, message);
            return None;
        };
        self.uses(at, Named::Reference(reference.clone(), shape));
        Some(reference)
    }

    pub(super) fn uses(&mut self, at: &At<'a, 't>, what: Named) {
        let (range, pointer) = (at.range(), at.pointer.clone());
        self.uses.push(Use { screen: self.screen, what, range, pointer });
    }

    pub(super) fn static_text(&mut self, at: &At<'a, 't>, most: usize) -> Option<String> {
        let Some(text) = at.text() else {
            self.wrong_type(at, "a text");
            return None;
        };
        let count = chars(text);
        if text.trim().is_empty() || count > most {
            let message = format!("this text has {count} characters; 1 to {most} are allowed");
            self.wrong(at, FlowCode::Limit, message);
            return None;
        }
        Some(text.to_owned())
    }

    fn texts(&mut self, at: &At<'a, 't>, most: usize) -> Option<Property> {
        let Some(items) = at.items() else {
            return self.static_text(at, most).map(Property::Text);
        };
        let texts: Vec<String> = items
            .iter()
            .filter_map(|item| match item.text() {
                Some("") => Some(String::new()),
                _ => self.static_text(item, most),
            })
            .collect();
        if texts.iter().map(|text| chars(text)).fold(0, usize::saturating_add) > most {
            let message = format!("these texts have more than {most} characters together");
            self.wrong(at, FlowCode::Limit, message);
        }
        Some(Property::Texts(texts))
    }

    pub(super) fn static_truth(&mut self, at: &At<'a, 't>) -> Option<bool> {
        let truth = at.truth();
        if truth.is_none() {
            self.wrong_type(at, "true or false");
        }
        truth
    }

    fn one_of(&mut self, at: &At<'a, 't>, words: &[&str]) -> Option<Property> {
        let word = at.text().filter(|word| words.contains(word));
        if word.is_none() {
            let message = format!("this must be one of: {}", words.join(", "));
            self.wrong(at, FlowCode::PropertyValue, message);
        }
        word.map(|word| Property::Text(word.to_owned()))
    }

    fn number(&mut self, at: &At<'a, 't>) -> Option<Property> {
        match at.plain() {
            Some(Value::Number(number)) if number.as_f64().is_some_and(|it| it >= 0.0) => {
                Some(Property::Number(number))
            }
            _ => {
                self.wrong_type(at, "a number, nought or more");
                None
            }
        }
    }

    fn image(&mut self, at: &At<'a, 't>) -> Option<Property> {
        let Some(text) = at.text() else {
            self.wrong_type(at, "a picture in base64");
            return None;
        };
        let bytes = STANDARD.decode(text).unwrap_or_default();
        if bytes.len() > IMAGE_BYTES {
            self.wrong(at, FlowCode::Limit, format!("a picture has at most {IMAGE_BYTES} bytes"));
            return None;
        }
        if !PICTURES.iter().any(|begin| bytes.starts_with(begin)) {
            let message = "this must be a PNG, JPEG or WebP picture in base64";
            self.wrong(at, FlowCode::PropertyValue, message);
            return None;
        }
        Some(Property::Text(text.to_owned()))
    }

    fn list(&mut self, at: &At<'a, 't>) -> Option<Property> {
        let Some(items) = at.items() else {
            self.wrong_type(at, "a list of texts");
            return None;
        };
        Some(Property::Texts(items.iter().filter_map(|item| self.static_text(item, 20)).collect()))
    }

    fn condition(&mut self, at: &At<'a, 't>) -> Option<Property> {
        let Some(text) = at.text() else {
            self.wrong_type(at, "a condition as text");
            return None;
        };
        match Condition::parse(text) {
            Ok(condition) => {
                for reference in &condition.references {
                    self.uses(at, Named::Reference(reference.clone(), None));
                }
                Some(Property::Condition(condition))
            }
            Err(why) => {
                self.wrong(at, FlowCode::PropertyValue, format!("the condition {why}"));
                None
            }
        }
    }

    /// Any JSON; texts that mean to be references are.
    pub(super) fn any(&mut self, at: &At<'a, 't>) -> Option<Value> {
        let plain = at.plain();
        if plain.is_none() {
            self.wrong(at, FlowCode::Limit, "this lies too deep");
            return None;
        }
        self.references_inside(at);
        plain
    }

    fn references_inside(&mut self, at: &At<'a, 't>) {
        if let Some(text) = at.text().filter(|text| Reference::is_meant(text)) {
            self.reference(at, text, None);
        }
        for item in at.items().unwrap_or_default() {
            self.references_inside(&item);
        }
        for member in at.members().unwrap_or_default() {
            self.references_inside(&member.at);
        }
    }

    fn choices(&mut self, at: &At<'a, 't>, most: usize) -> Option<Property> {
        let items = self.some_items(at, most)?;
        let mut ids = BTreeSet::new();
        let mut found = Vec::new();
        for item in &items {
            let Some(choice) = self.choice(item) else { continue };
            if !ids.insert(choice.id.clone()) {
                let message = format!("an earlier choice has the id `{}`", shown(&choice.id));
                self.wrong(item, FlowCode::PropertyValue, message);
            }
            found.push(choice);
        }
        Some(Property::Choices(found))
    }

    fn some_items(&mut self, at: &At<'a, 't>, most: usize) -> Option<Vec<At<'a, 't>>> {
        let Some(items) = at.items() else {
            self.wrong_type(at, "a list or a reference");
            return None;
        };
        if !(1..=most).contains(&items.len()) {
            self.wrong(at, FlowCode::Limit, format!("1 to {most} are allowed here"));
            return None;
        }
        Some(items)
    }

    fn choice(&mut self, at: &At<'a, 't>) -> Option<Choice> {
        let members = self.object(at)?;
        let known = ["id", "title", "description", "metadata", "enabled"];
        self.nothing_else(&members, &known, "a choice");
        let id = self.needed(at, &members, "id", CHOICE_TITLE_CHARS);
        let title = self.needed(at, &members, "title", CHOICE_TITLE_CHARS);
        let description = self.maybe(&members, "description", CHOICE_DESCRIPTION_CHARS);
        let metadata = self.maybe(&members, "metadata", CHOICE_TITLE_CHARS);
        let enabled = members.get("enabled").and_then(|member| self.static_truth(&member.at));
        Some(Choice { id: id?, title: title?, description, metadata, enabled })
    }

    fn needed(
        &mut self,
        at: &At<'a, 't>,
        members: &BTreeMap<&'a str, Member<'a, 't>>,
        name: &str,
        most: usize,
    ) -> Option<String> {
        let Some(member) = members.get(name) else {
            self.missing(at, name, "this");
            return None;
        };
        self.static_text(&member.at, most)
    }

    fn maybe(
        &mut self,
        members: &BTreeMap<&'a str, Member<'a, 't>>,
        name: &str,
        most: usize,
    ) -> Option<String> {
        members.get(name).and_then(|member| self.static_text(&member.at, most))
    }

    fn rows(&mut self, at: &At<'a, 't>) -> Option<Property> {
        let items = self.some_items(at, GROUP)?;
        Some(Property::Items(items.iter().filter_map(|item| self.row(item)).collect()))
    }

    fn row(&mut self, at: &At<'a, 't>) -> Option<ListItem> {
        let members = self.object(at)?;
        self.nothing_else(&members, &["id", "main-content", "on-click-action"], "a row");
        let id = self.needed(at, &members, "id", CHOICE_TITLE_CHARS);
        let Some(content) = members.get("main-content") else {
            self.missing(at, "main-content", "a row");
            return None;
        };
        let inside = self.object(&content.at)?;
        self.nothing_else(&inside, &["title", "description", "metadata"], "a row");
        let title = self.needed(&content.at, &inside, "title", 30);
        let description = self.maybe(&inside, "description", 20);
        let metadata = self.maybe(&inside, "metadata", 80);
        let kinds = &[ActionKind::Navigate, ActionKind::DataExchange];
        let action = members.get("on-click-action").and_then(|it| self.action(&it.at, kinds));
        Some(ListItem { id: id?, title: title?, description, metadata, action })
    }
}
