//! What a tap does.

use super::super::definition::{Action, ActionKind};
use super::super::fault::FlowCode;
use super::super::limits::URL_CHARS;
use super::super::source::At;
use super::{Named, Reader};

impl<'a, 't: 'a> Reader<'_> {
    pub(super) fn action(&mut self, at: &At<'a, 't>, kinds: &[ActionKind]) -> Option<Action> {
        let members = self.object(at)?;
        self.nothing_else(&members, &["name", "next", "url", "payload"], "an action");
        let Some(name) = members.get("name") else {
            self.missing(at, "name", "an action");
            return None;
        };
        let found = kinds.iter().copied().find(|kind| name.at.text() == Some(kind.name()));
        let Some(kind) = found else {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            let message = format!("the action must be one of: {}", names.join(", "));
            self.wrong(&name.at, FlowCode::PropertyValue, message);
            return None;
        };
        let next = members.get("next").and_then(|member| self.next(&member.at));
        let url = members.get("url").and_then(|member| self.url(&member.at));
        let payload = members.get("payload").and_then(|member| self.payload(&member.at));
        match kind {
            ActionKind::Navigate if !members.contains_key("next") => {
                self.missing(at, "next", "navigate");
            }
            ActionKind::OpenUrl if !members.contains_key("url") => {
                self.missing(at, "url", "open_url");
            }
            ActionKind::UpdateData if !members.contains_key("payload") => {
                self.missing(at, "payload", "update_data");
            }
            ActionKind::DataExchange => self.uses(&name.at, Named::Endpoint),
            ActionKind::Complete => self.uses(&name.at, Named::End),
            _ => {}
        }
        Some(Action { kind, next, url, payload })
    }

    fn payload(&mut self, at: &At<'a, 't>) -> Option<serde_json::Value> {
        if at.value.as_object().is_none() {
            self.wrong_type(at, "an object");
            return None;
        }
        self.any(at)
    }

    fn next(&mut self, at: &At<'a, 't>) -> Option<String> {
        let members = self.object(at)?;
        self.nothing_else(&members, &["type", "name"], "the next screen");
        if let Some(kind) = members.get("type")
            && kind.at.text() != Some("screen")
        {
            let message = "Kurier's messenger goes to screens only: `type` must be \"screen\"";
            self.wrong(&kind.at, FlowCode::Unsupported, message);
        }
        let Some(name) = members.get("name") else {
            self.missing(at, "name", "the next screen");
            return None;
        };
        let word = self.word(&name.at)?;
        self.uses(&name.at, Named::Screen(word.clone()));
        Some(word)
    }

    fn url(&mut self, at: &At<'a, 't>) -> Option<String> {
        let text = self.static_text(at, URL_CHARS)?;
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        if !is_web || text.contains(char::is_whitespace) || text.contains("${") {
            self.wrong(at, FlowCode::PropertyValue, "this must be an http or https address");
            return None;
        }
        Some(text)
    }
}
