use std::collections::BTreeSet;

use feed_rs::model;
use feed_rs::parser::Builder;
use jiff::Timestamp;
use url::Url;

use super::apart::apart;
use super::encoding::{Decoded, decode};
use super::feed::{Enclosure, Fault, Feed, Item, NotAFeed};
use super::text::{cut, plain, reader_view};
use super::tidy::{Beside, Tidy};
use super::{json, soup, tidy};

/// Items that are read of one feed; newsrooms' feeds have at most a few hundred.
const ITEMS_MAX: usize = 2_000;
const TITLE_CHARS: usize = 500;
const SUMMARY_CHARS: usize = 4_000;
/// Longest text of an item that is kept for the reader view, in bytes of what the feed wrote.
const BODY_BYTES: usize = 512 * 1024;
const ID_CHARS: usize = 2_000;
const ENCLOSURES_MAX: usize = 10;
const ADDRESS_BYTES: usize = 2_048;

/// Reads whatever a source answered. `content_type` is the header, `base` the address it came from.
///
/// Never fails for a single item: what cannot be read is a [`Fault`]. A panic inside is [`NotAFeed::BrokeReader`].
pub fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    base: Option<&str>,
) -> Result<Feed, NotAFeed> {
    apart(|| read_here(bytes, content_type, base)).unwrap_or(Err(NotAFeed::BrokeReader))
}

fn read_here(
    bytes: &[u8],
    content_type: Option<&str>,
    base: Option<&str>,
) -> Result<Feed, NotAFeed> {
    let decoded = decode(bytes, content_type);
    let text = decoded.text.trim_start();
    if text.is_empty() {
        return Err(NotAFeed::Empty);
    }
    let is_json = text.starts_with('{') || text.starts_with('[');
    let base = base.and_then(|base| Url::parse(base).ok());
    let tidy =
        if is_json { json::tidy(text)? } else { tidy::tidy(&soup::read(text), base.as_ref())? };
    let mut feed = understand(&tidy, is_json);
    if is_json {
        feed.hubs = json::hubs(text);
    }
    if !is_json && !is_complete(text) {
        note(&mut feed.faults, Fault::Truncated);
    }
    encoding_faults(&mut feed, &decoded);
    Ok(feed)
}

fn encoding_faults(feed: &mut Feed, decoded: &Decoded) {
    feed.encoding = decoded.encoding;
    if decoded.is_damaged {
        note(&mut feed.faults, Fault::DamagedText);
    }
    if decoded.is_mislabelled {
        note(&mut feed.faults, Fault::WrongCharset);
    }
}

/// A document ends with an end tag, a comment, or an element that is empty.
fn is_complete(text: &str) -> bool {
    text.trim_end().ends_with('>')
}

fn note(faults: &mut Vec<Fault>, fault: Fault) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}

fn understand(tidy: &Tidy, is_json: bool) -> Feed {
    let faults: BTreeSet<Fault> = tidy.faults.iter().copied().collect();
    let mut feed = Feed {
        pace: tidy.pace,
        language: tidy.language.clone().filter(|it| !it.is_empty()),
        faults: faults.into_iter().collect(),
        ..Feed::default()
    };
    if tidy.items.len() > ITEMS_MAX {
        note(&mut feed.faults, Fault::TooLong);
    }
    let items = tidy.items.get(..tidy.items.len().min(ITEMS_MAX)).unwrap_or_default();
    let whole = parsed(tidy, is_json, items.iter().map(|(item, _)| item.as_str()));
    match whole {
        Some(model) if model.entries.len() == items.len() => {
            head(&mut feed, &model);
            for (entry, (_, beside)) in model.entries.into_iter().zip(items) {
                keep(&mut feed, entry, beside);
            }
        }
        _ => one_by_one(&mut feed, tidy, is_json, items),
    }
    feed
}

/// When the whole cannot be read, every item is tried by itself: one bad item does not cost the others.
fn one_by_one(feed: &mut Feed, tidy: &Tidy, is_json: bool, items: &[(String, Beside)]) {
    if let Some(model) = parsed(tidy, is_json, std::iter::empty()) {
        head(feed, &model);
    }
    for (item, beside) in items {
        let model = parsed(tidy, is_json, std::iter::once(item.as_str()));
        match model.and_then(|mut model| model.entries.pop()) {
            Some(entry) => keep(feed, entry, beside),
            None => note(&mut feed.faults, Fault::ItemUnreadable),
        }
    }
}

fn parsed<'a>(
    tidy: &Tidy,
    is_json: bool,
    items: impl Iterator<Item = &'a str>,
) -> Option<model::Feed> {
    let document = if is_json { tidy.json(items) } else { tidy.document(items) };
    // No invented ids: what an item is called is decided by our own rules, the same in every run.
    let parser =
        Builder::new().sanitize_content(false).id_generator(|_, _, _| String::new()).build();
    parser.parse(document.as_bytes()).ok()
}

fn head(feed: &mut Feed, model: &model::Feed) {
    feed.title =
        model.title.as_ref().map(|title| cut(&words(title), TITLE_CHARS)).unwrap_or_default();
    let by_rel =
        |rel: &'static str| model.links.iter().filter(move |link| link.rel.as_deref() == Some(rel));
    let main =
        model.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    feed.link = main.and_then(|link| of_the_web(&link.href));
    feed.itself = by_rel("self").find_map(|link| of_the_web(&link.href));
    feed.hubs = by_rel("hub").filter_map(|link| of_the_web(&link.href)).take(4).collect();
    feed.published = model.published.and_then(|at| moment(at.timestamp_micros()));
    feed.updated = model.updated.and_then(|at| moment(at.timestamp_micros()));
}

fn moment(micros: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros).ok()
}

fn keep(feed: &mut Feed, entry: model::Entry, beside: &Beside) {
    let item = item(feed, entry, beside);
    if item.title.is_empty()
        && item.link.is_none()
        && item.summary.is_empty()
        && item.body_html.is_none()
    {
        note(&mut feed.faults, Fault::ItemEmpty);
        // It stays, so that places keep their meaning; nothing is ever sent of it.
    }
    feed.items.push(item);
}

fn item(feed: &mut Feed, entry: model::Entry, beside: &Beside) -> Item {
    let body =
        entry.content.and_then(|content| content.body).filter(|body| !body.trim().is_empty());
    let summary = entry.summary.as_ref().map(words).unwrap_or_default();
    let body_words = body.as_deref().map(short_enough).map(plain).unwrap_or_default();
    let source =
        body.as_deref().or_else(|| entry.summary.as_ref().map(|summary| summary.content.as_str()));
    let body_html = source
        .map(|html| reader_view(short_enough(html), beside.base.as_ref()))
        .filter(|html| !html.trim().is_empty());
    let is_main = |link: &&model::Link| {
        link.rel.as_deref().is_none_or(|rel| rel == "alternate")
            && (link.media_type.is_none() || link.rel.is_some())
    };
    let written = entry.links.iter().find(is_main).map(|link| link.href.clone());
    let link = written.as_deref().and_then(of_the_web);
    if written.is_some() && link.is_none() {
        note(&mut feed.faults, Fault::BadLink);
    }
    Item {
        id: Some(cut(entry.id.trim(), ID_CHARS)).filter(|id| !id.is_empty()),
        link,
        title: entry
            .title
            .as_ref()
            .map(|title| cut(&words(title).replace('\n', " "), TITLE_CHARS))
            .unwrap_or_default(),
        summary: cut(if summary.is_empty() { &body_words } else { &summary }, SUMMARY_CHARS),
        body_html,
        published: entry.published.and_then(|at| moment(at.timestamp_micros())),
        updated: entry.updated.and_then(|at| moment(at.timestamp_micros())),
        enclosures: enclosures(&entry.links, &entry.media),
        duration_s: beside.duration_s,
        language: beside.language.clone().or_else(|| feed.language.clone()),
    }
}

fn words(text: &model::Text) -> String {
    plain(short_enough(&text.content))
}

fn short_enough(text: &str) -> &str {
    let mut end = text.len().min(BODY_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn enclosures(links: &[model::Link], media: &[model::MediaObject]) -> Vec<Enclosure> {
    let is_file = |link: &&model::Link| {
        link.rel.as_deref() == Some("enclosure")
            || (link.rel.is_none() && link.media_type.is_some())
    };
    let from_links = links.iter().filter(is_file).filter_map(|link| {
        Some(Enclosure {
            url: of_the_web(&link.href)?,
            kind: link.media_type.clone(),
            bytes: link.length,
        })
    });
    let from_media = media.iter().flat_map(|object| &object.content).filter_map(|content| {
        let kind = content.content_type.as_ref().map(ToString::to_string);
        Some(Enclosure {
            url: of_the_web(content.url.as_ref()?.as_str())?,
            kind,
            bytes: content.size,
        })
    });
    let mut all: Vec<Enclosure> = Vec::new();
    for file in from_links.chain(from_media) {
        if all.len() < ENCLOSURES_MAX && !all.iter().any(|known| known.url == file.url) {
            all.push(file);
        }
    }
    all
}

/// An address that a browser may be sent to.
pub(crate) fn of_the_web(address: &str) -> Option<String> {
    let address = address.trim();
    let url = Url::parse(address).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    (is_web && address.len() <= ADDRESS_BYTES).then(|| url.to_string())
}
