//! From the tree of a document to a clean RSS 2.0 or Atom document, and what the library does not read beside it.
//!
//! Only what is needed reaches the library, in the form that it knows: other vocabularies are translated, dates are written as
//! RFC 3339, addresses are absolute, markup is escaped text. So neither an old dialect nor a hostile detail can cost the feed.

use std::collections::HashSet;

use url::Url;

use super::feed::{Fault, NotAFeed, Pace};
use super::soup::{Element, Node, Soup};
use super::space::Scope;
use super::{atom, pace, rss};

/// What the library does not read of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) duration_s: Option<u32>,
    pub(super) language: Option<String>,
    pub(super) base: Option<Url>,
}

/// A mended document.
#[derive(Clone, Debug, Default)]
pub(super) struct Tidy {
    /// Before the items.
    pub(super) head: String,
    /// Every item, by itself.
    pub(super) items: Vec<(String, Beside)>,
    /// Behind the items.
    pub(super) tail: &'static str,
    pub(super) pace: Pace,
    pub(super) language: Option<String>,
    pub(super) faults: HashSet<Fault>,
}

impl Tidy {
    /// The document with these items.
    pub(super) fn document<'a>(&self, items: impl Iterator<Item = &'a str>) -> String {
        let mut all = self.head.clone();
        items.for_each(|item| all.push_str(item));
        all.push_str(self.tail);
        all
    }
}

/// Finds the feed in a tree and mends it.
pub(super) fn tidy(soup: &Soup, base: Option<&Url>) -> Result<Tidy, NotAFeed> {
    let outside = Scope { base: base.cloned(), ..Scope::default() };
    let (kind, root) = find(&soup.root, 0).ok_or_else(|| {
        let is_page = soup.root.elements().any(|element| element.name.eq_ignore_ascii_case("html"));
        if is_page { NotAFeed::WebPage } else { NotAFeed::Unknown }
    })?;
    let scope = Scope { is_atom: kind == Kind::Atom, ..outside }.enter(root);
    let mut tidy = match kind {
        Kind::Atom => atom::tidy(root, &scope),
        Kind::Rss => rss::tidy(root, &scope),
    };
    tidy.pace = pace::read(root, &scope);
    if !soup.mended.is_empty() {
        tidy.faults.insert(Fault::Malformed);
    }
    if soup.is_cut {
        tidy.faults.insert(Fault::TooLong);
    }
    Ok(tidy)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Atom,
    Rss,
}

/// The outermost element that is a feed. Some servers put something around it.
fn find(element: &Element, depth: u8) -> Option<(Kind, &Element)> {
    let children = || element.elements();
    let named = children().find_map(|child| {
        let name = child.name.to_ascii_lowercase();
        let local = name.rsplit(':').next().unwrap_or_default();
        match local {
            "feed" | "entry" => Some((Kind::Atom, child)),
            "rss" | "rdf" | "channel" => Some((Kind::Rss, child)),
            _ => None,
        }
    });
    let deeper =
        || if depth < 3 { children().find_map(|child| find(child, depth + 1)) } else { None };
    named.or_else(deeper)
}

/// A duration in seconds: `3:00`, `1:02:03`, `185`.
pub(super) fn duration_s(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    parts.iter().try_fold(0_u32, |sum, part| {
        let whole = part.trim().split('.').next()?;
        sum.checked_mul(60)?.checked_add(whole.parse().ok()?)
    })
}

/// The children of an element that are elements, or nothing but text.
pub(super) fn only_text(element: &Element) -> bool {
    element.children.iter().all(|node| matches!(node, Node::Text(_)))
}
