//! One expectation against what was read. Text is compared as a person sees it: without markup, one space between words.

use encoding_rs::Encoding;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::Value;
use url::Url;

use super::expect::Condition;
use crate::read::{Feed, Item, encoding, moment, text};

/// Whether an expectation is met; `None` when it is about nothing that a newsroom needs.
pub(super) fn field(feed: Option<&Feed>, condition: &Condition) -> Option<bool> {
    let (names, item) = place(&condition.path)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = |feed: &Feed| match (item, names.as_slice()) {
        (None, [name]) => of_feed(feed, name, &condition.value),
        (Some(number), rest) => of_item(feed.items.get(number)?, rest, &condition.value),
        _ => None,
    };
    // Whether it concerns us does not depend on whether anything was read.
    let empty = Feed {
        items: vec![Item::default(); item.map_or(0, |number| number + 1)],
        ..Feed::default()
    };
    found(&empty)?;
    Some(feed.and_then(found).unwrap_or(false))
}

/// `feed.title` and `entries.0.title`: the names, and which item.
fn place(path: &[Value]) -> Option<(Vec<String>, Option<usize>)> {
    let name = |part: &Value| match part {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match path {
        [Value::String(root), rest @ ..] if root == "feed" => {
            Some((rest.iter().filter_map(name).collect(), None))
        }
        [Value::String(root), Value::Number(number), rest @ ..] if root == "entries" => {
            let number = usize::try_from(number.as_u64()?).ok().filter(|number| *number < 100)?;
            Some((rest.iter().filter_map(name).collect(), Some(number)))
        }
        _ => None,
    }
}

fn of_feed(feed: &Feed, name: &str, value: &Value) -> Option<bool> {
    match name {
        "title" => Some(same_words(&feed.title, value)),
        "link" => Some(same_address(feed.link.as_deref(), value)),
        "updated" | "updated_parsed" | "modified" | "modified_parsed" | "date" | "date_parsed" => {
            Some(same_moment(&[feed.updated, feed.published], value))
        }
        "published" | "published_parsed" => {
            Some(same_moment(&[feed.published, feed.updated], value))
        }
        _ => None,
    }
}

fn of_item(item: &Item, names: &[&str], value: &Value) -> Option<bool> {
    match names {
        ["title"] => Some(same_words(&item.title, value)),
        ["link"] => Some(same_address(item.link.as_deref(), value)),
        ["id" | "guid"] => {
            Some(value.as_str().is_some_and(|id| item.id.as_deref() == Some(id.trim())))
        }
        [
            "published" | "published_parsed" | "issued" | "issued_parsed" | "created"
            | "created_parsed",
        ] => Some(same_moment(&[item.published, item.updated], value)),
        [
            "updated" | "updated_parsed" | "modified" | "modified_parsed" | "date" | "date_parsed",
        ] => Some(same_moment(&[item.updated, item.published], value)),
        ["enclosures", number, name] => enclosure(item, number, name, value),
        ["links", _, "rel"] if value == "enclosure" => Some(!item.enclosures.is_empty()),
        ["links", _, "href"] => {
            let files = item.enclosures.iter().map(|file| file.url.as_str());
            Some(
                item.link
                    .as_deref()
                    .into_iter()
                    .chain(files)
                    .any(|link| same_address(Some(link), value)),
            )
        }
        _ => None,
    }
}

fn enclosure(item: &Item, number: &str, name: &str, value: &Value) -> Option<bool> {
    let file = number.parse::<usize>().ok().and_then(|number| item.enclosures.get(number));
    match name {
        "href" | "url" => Some(same_address(file.map(|file| file.url.as_str()), value)),
        "type" => Some(file.is_some_and(|file| file.kind.as_deref() == value.as_str())),
        "length" => {
            Some(file.and_then(|file| file.bytes).is_some_and(|bytes| value == &bytes.to_string()))
        }
        _ => None,
    }
}

fn same_words(ours: &str, value: &Value) -> bool {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    value.as_str().is_some_and(|theirs| one_line(ours) == one_line(&text::plain(theirs)))
}

fn same_address(ours: Option<&str>, value: &Value) -> bool {
    let normal = |address: &str| {
        Url::parse(address.trim()).map_or_else(|_| address.trim().to_owned(), String::from)
    };
    match (ours, value.as_str()) {
        (Some(ours), Some(theirs)) => normal(ours) == normal(theirs),
        // What does not lead to the web is no link of ours.
        (None, Some(theirs)) => !theirs.starts_with("http"),
        _ => false,
    }
}

fn same_moment(ours: &[Option<Timestamp>], value: &Value) -> bool {
    let theirs = match value {
        Value::String(text) => moment(text),
        Value::Array(parts) => from_parts(parts),
        _ => None,
    };
    theirs.is_some_and(|theirs| {
        ours.iter().flatten().next().is_some_and(|ours| ours.as_second() == theirs.as_second())
    })
}

/// `[2003, 12, 31, 10, 14, 55, …]`.
fn from_parts(parts: &[Value]) -> Option<Timestamp> {
    let part = |place: usize| parts.get(place).and_then(Value::as_i64);
    let small = |place: usize| part(place).and_then(|value| i8::try_from(value).ok());
    let year = i16::try_from(part(0)?).ok()?;
    let civil =
        DateTime::new(year, small(1)?, small(2)?, small(3)?, small(4)?, small(5)?, 0).ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// Whether the text that was read is the one that the expected character set gives.
pub(super) fn charset(
    bytes: &[u8],
    content_type: Option<&str>,
    condition: &Condition,
) -> Option<bool> {
    if condition.path.first()?.as_str() != Some("encoding") || condition.path.len() != 1 {
        return None;
    }
    let ours = encoding::decode(bytes, content_type);
    let name = condition.value.as_str().unwrap_or_default();
    let wide = name.to_ascii_lowercase().replace('_', "-");
    if wide.starts_with("utf-32") {
        return Some(ours.encoding.starts_with("UTF-32"));
    }
    let Some(expected) = encoding::label(name) else { return Some(false) };
    let body = Encoding::for_bom(bytes)
        .map_or(bytes, |(_, length)| bytes.get(length..).unwrap_or_default());
    let (theirs, _) = expected.decode_without_bom_handling(body);
    Some(ours.text == theirs)
}
