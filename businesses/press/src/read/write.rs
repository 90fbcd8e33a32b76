//! Writes markup: of a mended document, and of what an element holds.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::entity::is_allowed;
use super::soup::{Element, Node};

/// Elements of HTML without content.
const VOID: [&str; 12] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// An element with text. Nothing when the text is empty.
pub(super) fn leaf(out: &mut String, tag: &str, attributes: &[(&str, &str)], text: &str) {
    out.push('<');
    out.push_str(tag);
    for (name, value) in attributes {
        let _infallible = write!(out, " {name}=\"{}\"", escape(clean(value)));
    }
    out.push('>');
    out.push_str(&escape(clean(text)));
    let _infallible = write!(out, "</{tag}>");
}

/// What XML forbids is left out.
fn clean(text: &str) -> String {
    text.chars().filter(|c| is_allowed(*c)).collect()
}

/// What an element holds, as HTML: its text if it has nothing else, taken as HTML itself; else its elements with escaped text.
pub(super) fn inner(element: &Element) -> String {
    if element.elements().next().is_none() {
        return element.text();
    }
    let mut out = String::new();
    for child in &element.children {
        markup(&mut out, child);
    }
    out
}

/// The same without the one `div` that Atom puts around.
pub(super) fn inner_of_div(element: &Element) -> String {
    let blank = |node: &Node| matches!(node, Node::Text(text) if text.trim().is_empty());
    let mut real = element.children.iter().filter(|node| !blank(node));
    match (real.next(), real.next()) {
        (Some(Node::Element(only)), None) if local(&only.name) == "div" => {
            let mut out = String::new();
            for child in &only.children {
                markup(&mut out, child);
            }
            out
        }
        _ => {
            let mut out = String::new();
            for child in &element.children {
                markup(&mut out, child);
            }
            out
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

fn markup(out: &mut String, node: &Node) {
    match node {
        Node::Text(text) => out.push_str(&escape(text.as_str())),
        Node::Element(element) => {
            let name = local(&element.name);
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                element.children.iter().for_each(|child| markup(out, child));
                return;
            }
            out.push('<');
            out.push_str(&name);
            for (key, value) in &element.attributes {
                if key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                    let _infallible =
                        write!(out, " {}=\"{}\"", key.to_ascii_lowercase(), escape(value.as_str()));
                }
            }
            out.push('>');
            if !VOID.contains(&name.as_str()) {
                element.children.iter().for_each(|child| markup(out, child));
                let _infallible = write!(out, "</{name}>");
            }
        }
    }
}
