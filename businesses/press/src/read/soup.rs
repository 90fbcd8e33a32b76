//! A tree from text that wants to be XML. Nothing is refused for its form: what is unclosed is closed, what is unknown is text.
//! No document type is read and no entity of a document is expanded; depth, width and number are bounded.

use std::collections::HashSet;

use super::entity;

/// Deeper elements are read as if they were not there; what they hold stays.
const DEPTH_MAX: usize = 48;
/// More attributes of one element are left out.
const ATTRIBUTES_MAX: usize = 40;
/// Nodes of one document.
const NODES_MAX: usize = 400_000;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name as written, with prefix.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// A part of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute; capitals do not matter.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The elements right below.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All text below, without elements.
    pub(super) fn text(&self) -> String {
        let mut all = String::new();
        self.collect(&mut all);
        all
    }

    fn collect(&self, all: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => all.push_str(text),
                Node::Element(element) => element.collect(all),
            }
        }
    }
}

/// What was read, and what had to be mended.
#[derive(Debug, Default)]
pub(super) struct Soup {
    pub(super) root: Element,
    pub(super) mended: HashSet<&'static str>,
    /// The document held more than is read of one.
    pub(super) is_cut: bool,
}

/// Reads a document. The root that is given has the document's elements as children.
pub(super) fn read(text: &str) -> Soup {
    let mut reader = Reader { rest: text, ..Reader::default() };
    reader.open.push(Element::default());
    while !reader.rest.is_empty() && reader.nodes < NODES_MAX {
        reader.step();
    }
    let is_cut = !reader.rest.is_empty();
    if reader.open.len() > 1 {
        reader.mended.insert("unclosed element");
    }
    while reader.open.len() > 1 {
        reader.close_top();
    }
    Soup { root: reader.open.pop().unwrap_or_default(), mended: reader.mended, is_cut }
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    open: Vec<Element>,
    nodes: usize,
    mended: HashSet<&'static str>,
    /// Ends that were looked for and not found: they need not be looked for again, which keeps the work linear.
    absent: HashSet<&'static str>,
}

impl<'a> Reader<'a> {
    fn step(&mut self) {
        let Some(after) = self.rest.strip_prefix('<') else {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            let text = self.take(end);
            let text = self.decoded(text);
            self.add_text(text);
            return;
        };
        match after.as_bytes() {
            [b'!', b'-', b'-', ..] => self.skip_over(4, "-->"),
            [b'!', ..] if starts_with(after, "![CDATA[") => {
                self.take(9);
                let text = self.up_to("]]>");
                self.add_text(text.to_owned());
            }
            [b'!', ..] => self.skip_declaration(),
            [b'?', ..] => self.skip_over(2, ">"),
            [b'/', ..] => self.end_tag(),
            [first, ..] if first.is_ascii_alphabetic() || *first == b'_' || *first >= 0x80 => {
                self.start_tag();
            }
            _ => {
                self.mended.insert("stray <");
                self.take(1);
                self.add_text("<".to_owned());
            }
        }
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Everything before `end`, which is taken too; everything there is if it never comes.
    fn up_to(&mut self, end: &'static str) -> &'a str {
        if let Some(place) = self.find(end) {
            let before = self.take(place);
            self.take(end.len());
            before
        } else {
            self.mended.insert("unclosed section");
            self.take(self.rest.len())
        }
    }

    fn find(&mut self, end: &'static str) -> Option<usize> {
        if self.absent.contains(end) {
            return None;
        }
        let found = self.rest.find(end);
        if found.is_none() {
            self.absent.insert(end);
        }
        found
    }

    /// Skips a comment or an instruction. One that never ends is only its own opening.
    fn skip_over(&mut self, opening: usize, end: &'static str) {
        self.take(opening);
        if let Some(place) = self.find(end) {
            self.take(place + end.len());
        } else {
            self.mended.insert("unclosed comment");
        }
    }

    /// A document type with all that it holds. Nothing of it is read.
    fn skip_declaration(&mut self) {
        let mut depth = 0_usize;
        let mut end = None;
        for (place, byte) in self.rest.bytes().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => {
                    end = Some(place + 1);
                    break;
                }
                _ => {}
            }
        }
        if let Some(end) = end {
            self.take(end);
        } else {
            self.mended.insert("unclosed declaration");
            // A declaration that never ends is looked through once: everything after it belongs to it.
            let opening = if self.absent.insert("declaration") { 2 } else { self.rest.len() };
            self.take(opening);
        }
    }

    fn end_tag(&mut self) {
        self.take(2);
        let end = self.rest.find(['>', '<']).unwrap_or(self.rest.len());
        let name = self.take(end).trim();
        if self.rest.starts_with('>') {
            self.take(1);
        }
        let same = |element: &Element| element.name.eq_ignore_ascii_case(name);
        let Some(place) = self.open.iter().skip(1).rposition(same) else {
            self.mended.insert("stray end tag");
            return;
        };
        // `place` counts from the second: this many stay open.
        while self.open.len() > place + 1 {
            if self.open.len() > place + 2 {
                self.mended.insert("unclosed element");
            }
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        if let Some(done) = self.open.pop() {
            self.add(Node::Element(done));
        }
    }

    fn start_tag(&mut self) {
        self.take(1);
        let end = self.rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<'));
        let name = self.take(end.unwrap_or(self.rest.len())).to_owned();
        let mut element = Element { name, ..Element::default() };
        let is_empty = self.attributes(&mut element);
        self.nodes += 1;
        if is_item(&element.name) && !is_empty {
            self.close_item();
        }
        if is_empty {
            self.add(Node::Element(element));
        } else if self.open.len() <= DEPTH_MAX {
            self.open.push(element);
        } else {
            self.mended.insert("too deep");
        }
    }

    /// An item inside an item means that the first was never closed.
    fn close_item(&mut self) {
        let Some(place) = self.open.iter().rposition(|open| is_item(&open.name)) else { return };
        // An item may carry another as its source; only its own children can be a forgotten end.
        self.mended.insert("unclosed item");
        while self.open.len() > place {
            self.close_top();
        }
    }

    /// Reads attributes up to the end of the tag; says whether the element is closed with it.
    fn attributes(&mut self, element: &mut Element) -> bool {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.as_bytes() {
                [] => return false,
                [b'>', ..] => {
                    self.take(1);
                    return false;
                }
                [b'/', b'>', ..] => {
                    self.take(2);
                    return true;
                }
                [b'<', ..] => {
                    self.mended.insert("unclosed tag");
                    return false;
                }
                [b'/' | b'=' | b'"' | b'\'', ..] => {
                    self.take(1);
                }
                _ => {
                    let pair = self.attribute();
                    if element.attributes.len() < ATTRIBUTES_MAX {
                        element.attributes.push(pair);
                    }
                }
            }
        }
    }

    fn attribute(&mut self) -> (String, String) {
        let ends =
            |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/' | '<' | '"' | '\'');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let name = self.take(end.max(1)).to_owned();
        let Some(value) = self.rest.trim_start().strip_prefix('=') else {
            return (name, String::new());
        };
        self.rest = value.trim_start();
        let quote = match self.rest.as_bytes() {
            [b'"', ..] => Some("\""),
            [b'\'', ..] => Some("'"),
            _ => None,
        };
        let value = match quote {
            Some(quote)
                if {
                    self.take(1);
                    true
                } && self.find(quote).is_some() =>
            {
                self.up_to(quote)
            }
            _ => {
                self.mended.insert("unquoted attribute");
                let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '<');
                let end = self.rest.find(ends).unwrap_or(self.rest.len());
                self.take(end)
            }
        };
        let value = self.decoded(value);
        (name, value)
    }

    fn decoded(&mut self, text: &str) -> String {
        let (text, is_mended) = entity::resolve(text);
        if is_mended {
            self.mended.insert("unknown entity");
        }
        text
    }

    fn add_text(&mut self, text: String) {
        let is_blank = self.open.len() == 1 && text.trim().is_empty();
        if text.is_empty() || is_blank {
            return;
        }
        if let Some(Node::Text(before)) =
            self.open.last_mut().and_then(|top| top.children.last_mut())
        {
            before.push_str(&text);
            return;
        }
        self.nodes += 1;
        self.add(Node::Text(text));
    }

    fn add(&mut self, node: Node) {
        if let Some(top) = self.open.last_mut() {
            top.children.push(node);
        }
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

fn is_item(name: &str) -> bool {
    name.eq_ignore_ascii_case("item") || name.eq_ignore_ascii_case("entry")
}
