//! RSS in all its versions, and the Channel Definition Format.

use super::date::moment;
use super::feed::Fault;
use super::slots::Slots;
use super::soup::Element;
use super::space::{Scope, Space};
use super::tidy::{Beside, Tidy, duration_s};
use super::write::{inner, leaf};

const OPEN: &str = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
    xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>";
const CLOSE: &str = "</channel></rss>";

pub(super) fn tidy(root: &Element, scope: &Scope) -> Tidy {
    let mut tidy = Tidy { tail: CLOSE, ..Tidy::default() };
    let mut feed = Slots::default();
    let mut links = String::new();
    if let Some(link) = root.attribute("href") {
        feed.offer("link", 3, scope.absolute(link));
    }
    root_or_channel(root, scope, &mut tidy, &mut feed, &mut links);
    let mut head = OPEN.to_owned();
    for name in ["title", "link", "description", "language", "pubDate", "lastBuildDate"] {
        if let Some(value) = feed.get(name) {
            leaf(&mut head, name, &[], value);
        }
    }
    head.push_str(&links);
    tidy.language = feed.get("language").map(str::to_owned).or_else(|| scope.language.clone());
    tidy.head = head;
    tidy
}

/// RSS 2.0 puts items into the channel, RSS 1.0 beside it, some feeds into neither.
fn root_or_channel(
    element: &Element,
    scope: &Scope,
    tidy: &mut Tidy,
    feed: &mut Slots,
    links: &mut String,
) {
    date_slot(feed, tidy, "lastBuildDate", 3, element.attribute("lastmod"));
    for child in element.elements() {
        let inner_scope = scope.enter(child);
        let (space, name) = inner_scope.name(child);
        match (space, name.as_str()) {
            (Space::Home | Space::Rdf, "channel") => {
                root_or_channel(child, &inner_scope, tidy, feed, links);
            }
            (Space::Home, "item" | "entry") => {
                let item = item(child, &inner_scope, tidy);
                tidy.items.push(item);
            }
            (Space::Home, "items") => {
                child.elements().filter(|it| it.name.eq_ignore_ascii_case("item")).for_each(|it| {
                    let item = item(it, &inner_scope.enter(it), tidy);
                    tidy.items.push(item);
                });
            }
            _ => channel_part(child, &inner_scope, (space, &name), tidy, feed, links),
        }
    }
}

fn channel_part(
    child: &Element,
    scope: &Scope,
    (space, name): (Space, &str),
    tidy: &mut Tidy,
    feed: &mut Slots,
    links: &mut String,
) {
    match (space, name) {
        (Space::Home, "title") => feed.offer("title", 0, inner(child)),
        (Space::DublinCore, "title") => feed.offer("title", 1, inner(child)),
        (Space::Itunes, "title") => feed.offer("title", 2, inner(child)),
        (Space::Home, "link") => feed.offer("link", 0, scope.absolute(&link_text(child))),
        (Space::Atom, "link") => atom_link(child, scope, feed, links),
        (Space::Home, "description" | "tagline" | "abstract" | "subtitle") => {
            feed.offer("description", 0, inner(child));
        }
        (Space::DublinCore, "description") => feed.offer("description", 1, inner(child)),
        (Space::Itunes, "summary" | "subtitle") => feed.offer("description", 2, inner(child)),
        (Space::Home, "language") => feed.offer("language", 0, child.text().trim().to_owned()),
        (Space::DublinCore, "language") => {
            feed.offer("language", 1, child.text().trim().to_owned());
        }
        (Space::Home, "pubdate") => date_slot(feed, tidy, "pubDate", 0, Some(&child.text())),
        (Space::Home, "lastbuilddate" | "updated" | "modified") => {
            date_slot(feed, tidy, "lastBuildDate", 0, Some(&child.text()));
        }
        (Space::DublinTerms, "issued" | "created") => {
            date_slot(feed, tidy, "pubDate", 1, Some(&child.text()));
        }
        (Space::DublinTerms, "modified") => {
            date_slot(feed, tidy, "lastBuildDate", 1, Some(&child.text()));
        }
        (Space::DublinCore, "date") => {
            date_slot(feed, tidy, "lastBuildDate", 2, Some(&child.text()));
        }
        _ => {}
    }
}

fn link_text(element: &Element) -> String {
    let text = element.text();
    if text.trim().is_empty() {
        element.attribute("href").unwrap_or_default().to_owned()
    } else {
        text.trim().to_owned()
    }
}

fn atom_link(child: &Element, scope: &Scope, feed: &mut Slots, links: &mut String) {
    let Some(href) = child.attribute("href") else { return };
    let href = scope.absolute(href);
    match child.attribute("rel").unwrap_or("alternate").trim() {
        rel @ ("self" | "hub") => leaf(links, "atom:link", &[("rel", rel), ("href", &href)], ""),
        "alternate" => feed.offer("link", 1, href),
        _ => {}
    }
}

fn date_slot(slots: &mut Slots, tidy: &mut Tidy, name: &'static str, rank: u8, text: Option<&str>) {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return };
    match moment(text) {
        Some(at) => slots.offer(name, rank, at.to_string()),
        None => {
            tidy.faults.insert(Fault::BadDate);
        }
    }
}

fn item(element: &Element, scope: &Scope, tidy: &mut Tidy) -> (String, Beside) {
    let mut slots = Slots::default();
    let mut beside =
        Beside { language: scope.language.clone(), base: scope.base.clone(), ..Beside::default() };
    let mut enclosures = String::new();
    if let Some(link) = element.attribute("href") {
        slots.offer("link", 4, scope.absolute(link));
    }
    if let Some(about) = element.attribute("rdf:about") {
        slots.offer("guid", 3, about.trim().to_owned());
    }
    date_slot(&mut slots, tidy, "updated", 3, element.attribute("lastmod"));
    for child in element.elements() {
        let inner_scope = scope.enter(child);
        let (space, name) = inner_scope.name(child);
        if !text_part(child, &inner_scope, (space, &name), &mut slots) {
            other_part(child, &inner_scope, (space, &name), &mut slots, tidy, &mut beside);
        }
        enclosure(child, &inner_scope, (space, &name), &mut enclosures);
        let is_text = matches!(name.as_str(), "description" | "encoded" | "body");
        if is_text && child.attribute("xml:base").is_some() {
            beside.base.clone_from(&inner_scope.base);
        }
    }
    let mut out = "<item>".to_owned();
    for name in ["title", "link", "guid", "pubDate", "updated", "description", "content:encoded"] {
        if let Some(value) = slots.get(name) {
            leaf(&mut out, name, &[], value);
        }
    }
    out.push_str(&enclosures);
    out.push_str("</item>");
    (out, beside)
}

/// Titles, links and texts; says whether it was one.
fn text_part(
    child: &Element,
    scope: &Scope,
    (space, name): (Space, &str),
    slots: &mut Slots,
) -> bool {
    let (slot, rank) = match (space, name) {
        (Space::Home, "title") => ("title", 0),
        (Space::DublinCore, "title") => ("title", 1),
        (Space::Media, "title") => ("title", 2),
        (Space::Itunes, "title") => ("title", 3),
        (Space::Atom, "title") => ("title", 4),
        (Space::Home, "description") => ("description", 0),
        (Space::Home | Space::Atom, "summary" | "abstract") => ("description", 1),
        (Space::DublinCore, "description") => ("description", 2),
        (Space::Itunes, "summary" | "subtitle") => ("description", 3),
        (Space::Media, "description") => ("description", 4),
        (Space::Content, "encoded") => ("content:encoded", 0),
        (Space::Home | Space::Xhtml, "body") => ("content:encoded", 1),
        (Space::Home, "fullitem") | (Space::Xhtml, "div") | (Space::Atom, "content") => {
            ("content:encoded", 2)
        }
        (Space::Home, "link") => {
            slots.offer("link", 0, scope.absolute(&link_text(child)));
            return true;
        }
        (Space::Atom, "link")
            if child.attribute("rel").unwrap_or("alternate").trim() == "alternate" =>
        {
            slots.offer("link", 1, scope.absolute(child.attribute("href").unwrap_or_default()));
            return true;
        }
        _ => return false,
    };
    slots.offer(slot, rank, inner(child));
    true
}

/// Ids, dates and what stands beside.
fn other_part(
    child: &Element,
    scope: &Scope,
    (space, name): (Space, &str),
    slots: &mut Slots,
    tidy: &mut Tidy,
    beside: &mut Beside,
) {
    let text = child.text();
    match (space, name) {
        (Space::Home, "guid") => {
            let is_link = child
                .attribute("ispermalink")
                .is_none_or(|value| !value.trim().eq_ignore_ascii_case("false"));
            if is_link && text.trim().starts_with("http") {
                slots.offer("link", 2, scope.absolute(&text));
            }
            slots.offer("guid", 0, text.trim().to_owned());
        }
        (Space::Atom | Space::Home, "id") => slots.offer("guid", 1, text.trim().to_owned()),
        (Space::DublinCore, "identifier") => slots.offer("guid", 2, text.trim().to_owned()),
        (Space::Home, "pubdate") => date_slot(slots, tidy, "pubDate", 0, Some(&text)),
        (Space::Home | Space::Atom, "published" | "issued") => {
            date_slot(slots, tidy, "pubDate", 1, Some(&text));
        }
        (Space::DublinTerms, "issued") => date_slot(slots, tidy, "pubDate", 2, Some(&text)),
        (Space::DublinTerms, "created") => date_slot(slots, tidy, "pubDate", 3, Some(&text)),
        (Space::DublinCore | Space::Home, "date") => {
            date_slot(slots, tidy, "pubDate", 4, Some(&text));
            date_slot(slots, tidy, "updated", 2, Some(&text));
        }
        (Space::Home | Space::Atom, "updated" | "modified") => {
            date_slot(slots, tidy, "updated", 0, Some(&text));
        }
        (Space::DublinTerms, "modified") => date_slot(slots, tidy, "updated", 1, Some(&text)),
        (Space::Itunes, "duration") => beside.duration_s = duration_s(&text),
        (Space::DublinCore, "language") => beside.language = Some(text.trim().to_owned()),
        _ => {}
    }
}

fn enclosure(child: &Element, scope: &Scope, (space, name): (Space, &str), out: &mut String) {
    let is_file = matches!(
        (space, name, child.attribute("rel").unwrap_or_default()),
        (Space::Home, "enclosure", _)
            | (Space::Media, "content", _)
            | (Space::Atom | Space::Home, "link", "enclosure")
    );
    if space == Space::Media && name == "group" {
        child.elements().for_each(|below| {
            let inner_scope = scope.enter(below);
            let (space, name) = inner_scope.name(below);
            enclosure(below, &inner_scope, (space, &name), out);
        });
    }
    let address = child.attribute("url").or_else(|| child.attribute("href"));
    let Some(address) = address.filter(|_| is_file) else { return };
    let length =
        child.attribute("length").or_else(|| child.attribute("filesize")).unwrap_or_default();
    let kind = child.attribute("type").unwrap_or_default();
    let (address, length) = (scope.absolute(address), length.trim());
    leaf(out, "enclosure", &[("url", &address), ("type", kind.trim()), ("length", length)], "");
}
