//! Atom 1.0, and 0.3 before it.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::date::moment;
use super::feed::Fault;
use super::slots::Slots;
use super::soup::Element;
use super::space::{Scope, Space};
use super::tidy::{Beside, Tidy, duration_s, only_text};
use super::write::{inner, inner_of_div, leaf};

const OPEN: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\">";
const CLOSE: &str = "</feed>";

pub(super) fn tidy(root: &Element, scope: &Scope) -> Tidy {
    let mut tidy = Tidy { tail: CLOSE, language: scope.language.clone(), ..Tidy::default() };
    let mut head = OPEN.to_owned();
    if root.name.to_ascii_lowercase().ends_with("entry") {
        let item = entry(root, scope, &mut tidy);
        tidy.items.push(item);
        tidy.head = head;
        return tidy;
    }
    let mut slots = Slots::default();
    for child in root.elements() {
        let inner_scope = scope.enter(child);
        match inner_scope.name(child) {
            (Space::Home, name) if name == "entry" => {
                let item = entry(child, &inner_scope, &mut tidy);
                tidy.items.push(item);
            }
            (Space::Home, name) => match name.as_str() {
                "title" => slots.offer("title", 0, construct(child)),
                "subtitle" | "tagline" => slots.offer("subtitle", 0, construct(child)),
                "link" => link(&mut head, child, &inner_scope),
                "id" => slots.offer("id", 0, child.text().trim().to_owned()),
                "updated" | "modified" => date(&mut slots, &mut tidy, "updated", 0, &child.text()),
                _ => {}
            },
            (Space::DublinCore, name) if name == "title" => {
                slots.offer("title", 1, construct(child));
            }
            (Space::DublinCore, name) if name == "date" => {
                date(&mut slots, &mut tidy, "updated", 1, &child.text());
            }
            _ => {}
        }
    }
    write(&mut head, &slots, &["id", "updated"], &["title", "subtitle"]);
    tidy.head = head;
    tidy
}

fn write(out: &mut String, slots: &Slots, plain: &[&str], html: &[&str]) {
    for name in plain {
        if let Some(value) = slots.get(name) {
            leaf(out, name, &[], value);
        }
    }
    for name in html {
        if let Some(value) = slots.get(name) {
            leaf(out, name, &[("type", "html")], value);
        }
    }
}

fn date(slots: &mut Slots, tidy: &mut Tidy, name: &'static str, rank: u8, text: &str) {
    match moment(text) {
        Some(at) => slots.offer(name, rank, at.to_string()),
        None if text.trim().is_empty() => {}
        None => {
            tidy.faults.insert(Fault::BadDate);
        }
    }
}

fn link(out: &mut String, child: &Element, scope: &Scope) {
    let Some(href) = child.attribute("href") else { return };
    let href = scope.absolute(href);
    let mut attributes = vec![("href", href.as_str())];
    for name in ["rel", "type", "length"] {
        attributes.extend(child.attribute(name).map(|value| (name, value.trim())));
    }
    leaf(out, "link", &attributes, "");
}

fn entry(element: &Element, scope: &Scope, tidy: &mut Tidy) -> (String, Beside) {
    let mut slots = Slots::default();
    let mut beside =
        Beside { language: scope.language.clone(), base: scope.base.clone(), ..Beside::default() };
    let mut out = "<entry>".to_owned();
    for child in element.elements() {
        let inner_scope = scope.enter(child);
        let (space, name) = inner_scope.name(child);
        let text = || child.text().trim().to_owned();
        match (space, name.as_str()) {
            (Space::Home, "title") => slots.offer("title", 0, construct(child)),
            (Space::DublinCore, "title") => slots.offer("title", 1, construct(child)),
            (Space::Media, "title") => slots.offer("title", 2, construct(child)),
            (Space::Home, "summary") => slots.offer("summary", 0, construct(child)),
            (Space::DublinCore | Space::Media, "description") => {
                slots.offer("summary", 1, construct(child));
            }
            (Space::Home, "content") => {
                slots.offer("content", 0, construct(child));
                beside.base.clone_from(&inner_scope.base);
                beside.language.clone_from(&inner_scope.language);
            }
            (Space::Home, "link") => link(&mut out, child, &inner_scope),
            (Space::Home, "id") => slots.offer("id", 0, text()),
            (Space::Home, "published") => date(&mut slots, tidy, "published", 0, &text()),
            (Space::Home | Space::DublinTerms, "issued" | "pubdate") => {
                date(&mut slots, tidy, "published", 1, &text());
            }
            (Space::Home | Space::DublinTerms, "created") => {
                date(&mut slots, tidy, "published", 2, &text());
            }
            (Space::Home, "updated") => date(&mut slots, tidy, "updated", 0, &text()),
            (Space::Home | Space::DublinTerms, "modified") => {
                date(&mut slots, tidy, "updated", 1, &text());
            }
            (Space::DublinCore, "date") => date(&mut slots, tidy, "updated", 2, &text()),
            (Space::Itunes, "duration") => beside.duration_s = duration_s(&text()),
            _ => {}
        }
    }
    write(&mut out, &slots, &["id", "published", "updated"], &["title", "summary", "content"]);
    out.push_str("</entry>");
    (out, beside)
}

/// A text of Atom as HTML, whatever way it says it is written.
fn construct(element: &Element) -> String {
    let kind = element.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    let mode = element.attribute("mode").unwrap_or_default().trim().to_ascii_lowercase();
    let is_binary = kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml");
    if mode == "base64" || (is_binary && only_text(element)) {
        return from_base64(&element.text(), &kind);
    }
    match kind.as_str() {
        "xhtml" | "application/xhtml+xml" => inner_of_div(element),
        "html" | "text/html" => inner(element),
        _ if !only_text(element) => inner_of_div(element),
        // Plain text: its signs are meant.
        _ if mode != "escaped" || kind != "text/html" => {
            quick_xml::escape::escape(element.text().as_str()).into_owned()
        }
        _ => element.text(),
    }
}

fn from_base64(text: &str, kind: &str) -> String {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let decoded = STANDARD.decode(dense).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded = decoded.unwrap_or_default();
    if kind == "text" || kind == "text/plain" {
        return quick_xml::escape::escape(decoded.as_str()).into_owned();
    }
    decoded
}
