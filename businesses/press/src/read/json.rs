//! JSON Feed: mended before the library reads it, item by item.

use serde_json::{Map, Value, json};

use super::date::moment;
use super::feed::{Fault, NotAFeed};
use super::tidy::{Beside, Tidy, duration_s};

/// Members of an item that are text.
const TEXTS: [&str; 7] =
    ["id", "url", "external_url", "title", "content_html", "content_text", "summary"];

/// Reads a document; `None` for its items' texts that are none.
pub(super) fn tidy(text: &str) -> Result<Tidy, NotAFeed> {
    let all: Value = serde_json::from_str(text.trim_start_matches('\u{feff}').trim())
        .map_err(|_| NotAFeed::BadJson)?;
    let Value::Object(mut all) = all else { return Err(NotAFeed::BadJson) };
    let is_feed = all
        .get("version")
        .and_then(Value::as_str)
        .is_some_and(|version| version.contains("jsonfeed.org"));
    let Some(Value::Array(items)) = all.remove("items").filter(|_| is_feed) else {
        return Err(NotAFeed::BadJson);
    };
    let mut tidy = Tidy { tail: "]}", ..Tidy::default() };
    tidy.language = all.get("language").and_then(Value::as_str).map(str::to_owned);
    for item in items {
        match item {
            Value::Object(item) => {
                let (item, beside) = mended(&item, &mut tidy);
                tidy.items.push((item.to_string(), beside));
            }
            _ => {
                tidy.faults.insert(Fault::ItemUnreadable);
            }
        }
    }
    let mut head = Map::new();
    head.insert("version".to_owned(), json!("https://jsonfeed.org/version/1.1"));
    head.insert("title".to_owned(), json!(text_of(&all, "title").unwrap_or_default()));
    for name in ["home_page_url", "feed_url", "description"] {
        head.extend(text_of(&all, name).map(|value| (name.to_owned(), json!(value))));
    }
    let head = Value::Object(head).to_string();
    tidy.head = format!("{},\"items\":[", head.trim_end_matches('}'));
    Ok(tidy)
}

impl Tidy {
    /// A document of JSON with these items.
    pub(super) fn json<'a>(&self, items: impl Iterator<Item = &'a str>) -> String {
        let items: Vec<&str> = items.collect();
        format!("{}{}{}", self.head, items.join(","), self.tail)
    }
}

/// Hubs of WebSub that a JSON Feed names.
pub(super) fn hubs(text: &str) -> Vec<String> {
    let all: Value = serde_json::from_str(text).unwrap_or_default();
    let hubs = all.get("hubs").and_then(Value::as_array).into_iter().flatten();
    let websub = hubs
        .filter(|hub| hub["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("websub")));
    websub.filter_map(|hub| hub["url"].as_str().map(str::to_owned)).take(4).collect()
}

fn text_of(map: &Map<String, Value>, name: &str) -> Option<String> {
    match map.get(name)? {
        Value::String(text) => Some(text.clone()),
        // Ids that are numbers are common, and forbidden.
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn mended(item: &Map<String, Value>, tidy: &mut Tidy) -> (Value, Beside) {
    let mut out = Map::new();
    for name in TEXTS {
        out.extend(text_of(item, name).map(|value| (name.to_owned(), json!(value))));
    }
    for name in ["date_published", "date_modified"] {
        let Some(text) = text_of(item, name) else { continue };
        match moment(&text) {
            Some(at) => drop(out.insert(name.to_owned(), json!(at.to_string()))),
            None => drop(tidy.faults.insert(Fault::BadDate)),
        }
    }
    let files = item.get("attachments").and_then(Value::as_array).cloned().unwrap_or_default();
    let duration = files.iter().find_map(|file| file.get("duration_in_seconds"));
    let duration_s = duration.and_then(|value| duration_s(&value.to_string()));
    let files: Vec<Value> = files.iter().filter_map(|file| attachment(file.as_object()?)).collect();
    if !files.is_empty() {
        out.insert("attachments".to_owned(), json!(files));
    }
    let language = text_of(item, "language");
    (Value::Object(out), Beside { duration_s, language, base: None })
}

/// Attachments are told from other links by what they say they are.
fn attachment(file: &Map<String, Value>) -> Option<Value> {
    let url = text_of(file, "url")?;
    let kind = text_of(file, "mime_type").unwrap_or_else(|| "application/octet-stream".to_owned());
    let size = file.get("size_in_bytes").and_then(Value::as_u64);
    Some(json!({ "url": url, "mime_type": kind, "size_in_bytes": size }))
}
