//! Components, by the table of what each may say.

use super::super::component::{ComponentKind, Rule, Shape};
use super::super::definition::{Component, Property};
use super::super::fault::FlowCode;
use super::super::limits::{COMPONENT_DEPTH, COMPONENTS};
use super::super::source::At;
use super::{Reader, shown};
use std::collections::BTreeMap;

impl<'a, 't: 'a> Reader<'_> {
    pub(super) fn children(&mut self, at: &At<'a, 't>, depth: usize) -> Vec<Component> {
        let Some(items) = at.items() else {
            self.wrong_type(at, "a list of components");
            return Vec::new();
        };
        if depth > COMPONENT_DEPTH {
            self.wrong(at, FlowCode::Limit, "components lie too deep inside each other");
            return Vec::new();
        }
        let mut found = Vec::new();
        for item in &items {
            self.count = self.count.saturating_add(1);
            if self.count == COMPONENTS.saturating_add(1) {
                let message = format!("a screen has at most {COMPONENTS} components");
                self.wrong(item, FlowCode::Limit, message);
            }
            if self.count > COMPONENTS {
                break;
            }
            found.extend(self.component(item, depth));
        }
        found
    }

    fn component(&mut self, at: &At<'a, 't>, depth: usize) -> Option<Component> {
        let members = self.object(at)?;
        let Some(kind) = members.get("type") else {
            self.missing(at, "type", "a component");
            return None;
        };
        let Some(name) = kind.at.text() else {
            self.wrong_type(&kind.at, "a text");
            return None;
        };
        let Some(found) = ComponentKind::named(name) else {
            let (code, message) = if ComponentKind::is_unshown(name) {
                (FlowCode::Unsupported, format!("Kurier's messenger does not show a {name}"))
            } else {
                (FlowCode::PropertyValue, format!("there is no component `{}`", shown(name)))
            };
            self.wrong(&kind.at, code, message);
            return None;
        };
        if found.since() > self.version {
            let message = format!("{name} came with version {}", found.since());
            self.wrong(&kind.at, FlowCode::Version, message);
        }
        let mut properties = BTreeMap::new();
        for rule in found.rules() {
            match members.get(rule.name) {
                Some(member) => {
                    if let Some(property) = self.property(&member.at, rule, depth) {
                        properties.insert(rule.name, property);
                    }
                }
                None if rule.required => self.missing(at, rule.name, &format!("a {name}")),
                None => {}
            }
        }
        let known: Vec<&str> =
            found.rules().iter().map(|rule| rule.name).chain(std::iter::once("type")).collect();
        self.nothing_else(&members, &known, &format!("a {name}"));
        Some(Component { kind: found, properties })
    }

    fn property(&mut self, at: &At<'a, 't>, rule: &Rule, depth: usize) -> Option<Property> {
        let below = depth.saturating_add(1);
        match rule.shape {
            Shape::Children => Some(Property::Children(self.children(at, below))),
            Shape::Cases => {
                let members = self.object(at)?;
                if members.is_empty() {
                    self.wrong(at, FlowCode::PropertyValue, "`cases` needs a case at least");
                }
                let case = |(name, member): (&&str, _)| -> (String, Vec<Component>) {
                    let member: &super::Member<'a, 't> = member;
                    ((*name).to_owned(), self.children(&member.at, below))
                };
                Some(Property::Cases(members.iter().map(case).collect()))
            }
            Shape::Action(kinds) => self.action(at, kinds).map(Property::Action),
            shape => self.value(at, shape),
        }
    }
}
