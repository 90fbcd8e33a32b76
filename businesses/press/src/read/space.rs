//! Namespaces, as feeds write them and as they are meant.

use std::collections::HashMap;

use url::Url;

use super::soup::Element;

/// A vocabulary. What is none of the known ones is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The feed's own: RSS in RSS, Atom in Atom.
    Home,
    Atom,
    Rdf,
    DublinCore,
    DublinTerms,
    Content,
    Media,
    Itunes,
    Syndication,
    Xhtml,
    Other,
}

/// What holds at one place of a document: namespaces, base address, language.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) prefixes: HashMap<String, Space>,
    pub(super) base: Option<Url>,
    pub(super) language: Option<String>,
    pub(super) is_atom: bool,
}

impl Scope {
    /// The scope of an element inside this one.
    pub(super) fn enter(&self, element: &Element) -> Self {
        let mut inner = self.clone();
        for (name, value) in &element.attributes {
            if name == "xmlns" {
                inner.prefixes.insert(String::new(), self.space_of(value));
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                inner.prefixes.insert(prefix.to_ascii_lowercase(), self.space_of(value));
            }
        }
        if let Some(base) = element.attribute("xml:base") {
            inner.base = match &self.base {
                Some(outer) => outer.join(base.trim()).ok(),
                None => Url::parse(base.trim()).ok(),
            };
        }
        if let Some(language) = element.attribute("xml:lang") {
            inner.language = Some(language.trim().to_owned());
        }
        inner
    }

    /// The vocabulary and the name, in small letters, of an element in this scope.
    pub(super) fn name(&self, element: &Element) -> (Space, String) {
        let lower = element.name.to_ascii_lowercase();
        let (prefix, local) = lower.split_once(':').unwrap_or(("", &lower));
        let space = self.prefixes.get(prefix).copied().unwrap_or_else(|| usual(prefix));
        (space, local.to_owned())
    }

    /// An address of this scope, absolute if it can be.
    pub(super) fn absolute(&self, address: &str) -> String {
        let address = address.trim();
        let joined = match (&self.base, Url::parse(address)) {
            (Some(base), Err(url::ParseError::RelativeUrlWithoutBase)) => base.join(address).ok(),
            _ => None,
        };
        joined.map_or_else(|| address.to_owned(), String::from)
    }

    fn space_of(&self, uri: &str) -> Space {
        let uri = uri.trim().to_ascii_lowercase();
        let has = |part: &str| uri.contains(part);
        let is_atom = has("w3.org/2005/atom") || has("purl.org/atom") || has("w3.org/2005/07/atom");
        match () {
            () if is_atom && self.is_atom => Space::Home,
            () if is_atom => Space::Atom,
            () if has("modules/content") => Space::Content,
            () if has("modules/syndication") => Space::Syndication,
            () if has("purl.org/dc/elements") => Space::DublinCore,
            () if has("purl.org/dc/terms") => Space::DublinTerms,
            () if has("search.yahoo.com/mrss") => Space::Media,
            () if has("itunes.com/dtds") || has("itunes.com/") => Space::Itunes,
            () if has("w3.org/1999/xhtml") => Space::Xhtml,
            () if has("w3.org/1999/02/22-rdf") => Space::Rdf,
            () if uri.is_empty() || is_rss(&uri) => Space::Home,
            () => Space::Other,
        }
    }
}

fn is_rss(uri: &str) -> bool {
    let known = [
        "purl.org/rss/1.0",
        "purl.org/net/rss1.1",
        "my.netscape.com/rdf/simple/0.9",
        "my.netscape.com/publish/formats",
        "backend.userland.com",
        "blogs.law.harvard.edu/tech/rss",
        "channel.netscape.com/rdf/simple/0.9",
        "rssboard.org",
        "cyber.law.harvard.edu/rss",
        "purl.org/rss/",
    ];
    known.iter().any(|part| uri.contains(part) && !uri.contains("modules"))
}

/// What a prefix means that nobody declared.
fn usual(prefix: &str) -> Space {
    match prefix {
        "" | "rss" => Space::Home,
        "atom" | "a10" => Space::Atom,
        "rdf" => Space::Rdf,
        "dc" => Space::DublinCore,
        "dcterms" | "dct" => Space::DublinTerms,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "sy" => Space::Syndication,
        "xhtml" => Space::Xhtml,
        _ => Space::Other,
    }
}
