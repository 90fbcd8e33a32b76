//! Paged lists: `{data, paging: {cursors: {before, after}, next}}`.

use crate::error::{self, GraphError, WireError};
use crate::params::Params;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

/// Elements on a page when the caller names no number.
pub const LIMIT_DEFAULT: usize = 25;
/// Most elements on a page.
pub const LIMIT_MAX: usize = 100;
const CURSOR_MAX: usize = 1_024;

/// What part of a list a caller wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many elements at most: 1 to [`LIMIT_MAX`].
    pub limit: usize,
    /// Begin after the element with this key.
    pub after: Option<String>,
    /// End before the element with this key.
    pub before: Option<String>,
}

impl PageRequest {
    /// Reads `limit`, `after`, `before`. A limit beyond the bounds is brought inside them, as Graph does.
    ///
    /// # Errors
    /// 100 for a limit that is no number, 131059 for a cursor no list gave.
    pub fn parse(params: &Params) -> Result<Self, WireError> {
        let limit = match params.get("limit") {
            None => LIMIT_DEFAULT,
            Some(given) => {
                let text = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
                let limit: u64 = text.trim().parse().map_err(|_| bad_limit())?;
                usize::try_from(limit).unwrap_or(LIMIT_MAX).clamp(1, LIMIT_MAX)
            }
        };
        Ok(Self { limit, after: cursor(params, "after")?, before: cursor(params, "before")? })
    }
}

fn cursor(params: &Params, name: &str) -> Result<Option<String>, WireError> {
    match params.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => decode(text).map(Some).ok_or_else(|| bad_cursor(name)),
    }
}

fn bad_limit() -> WireError {
    GraphError::of(&error::INVALID_PARAMETER).details("`limit` must be a whole number.").boxed()
}

fn bad_cursor(name: &str) -> WireError {
    GraphError::of(&error::CURSOR_INVALID)
        .details(format!("`{name}` is not a cursor of this list."))
        .boxed()
}

/// The cursor that stands for an element's key.
pub fn encode(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// The key a cursor stands for; `None` for texts that are no cursor.
pub fn decode(cursor: &str) -> Option<String> {
    if cursor.is_empty() || cursor.len() > CURSOR_MAX {
        return None;
    }
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

/// A page: its elements with their keys, in order, and the address of the next page.
///
/// `request_url` is the absolute address of this request as the caller sees it, with its query: a token
/// that came in the query stands in `next` too, because some clients follow it without any header.
/// `more` tells whether elements follow.
pub fn page(elements: Vec<(String, Value)>, more: bool, request_url: &Url) -> Value {
    let (Some(first), Some(last)) = (elements.first(), elements.last()) else {
        return json!({ "data": [] });
    };
    let (before, after) = (encode(&first.0), encode(&last.0));
    let mut paging = json!({ "cursors": { "before": before, "after": after } });
    if more {
        paging["next"] = Value::String(next_link(request_url, &after));
    }
    let data: Vec<Value> = elements.into_iter().map(|(_, element)| element).collect();
    json!({ "data": data, "paging": paging })
}

/// A page of a list whose cursor is a place up to which was looked, not an element: it may be empty
/// while more follow. `more`: whether anything lies behind that place.
pub fn page_up_to(data: &[Value], place: &str, more: bool, request_url: &Url) -> Value {
    let after = encode(place);
    let mut paging = json!({ "cursors": { "after": after } });
    if more {
        paging["next"] = Value::String(next_link(request_url, &after));
    }
    json!({ "data": data, "paging": paging })
}

fn next_link(request_url: &Url, after: &str) -> String {
    let kept: Vec<(String, String)> = request_url
        .query_pairs()
        .filter(|(name, _)| name != "after" && name != "before")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut next = request_url.clone();
    next.query_pairs_mut().clear().extend_pairs(kept).append_pair("after", after);
    next.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn params(value: &Value) -> Params {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_next_link_is_absolute_and_works_alone() {
        let url =
            Url::parse("http://h:1/v23.0/5/message_templates?access_token=k%2B1&limit=1&after=x")
                .unwrap();
        let got = page(vec![("a b".into(), json!({"id": "1"}))], true, &url);
        let next = Url::parse(got["paging"]["next"].as_str().unwrap()).unwrap();
        let query: Vec<_> = next.query_pairs().into_owned().collect();
        let after = got["paging"]["cursors"]["after"].as_str().unwrap();
        assert_eq!(next.path(), "/v23.0/5/message_templates");
        assert_eq!(query[0], ("access_token".into(), "k+1".into()));
        assert_eq!(query[2], ("after".into(), after.into()));
        assert_eq!(decode(after).as_deref(), Some("a b"));
    }

    #[test]
    fn the_last_page_has_no_next_link() {
        let url = Url::parse("http://h/x").unwrap();
        assert!(page(vec![("a".into(), json!(1))], false, &url)["paging"].get("next").is_none());
        assert_eq!(page(vec![], false, &url), json!({"data": []}));
    }

    #[test]
    fn limits_are_brought_inside_the_bounds_and_bad_cursors_refused() {
        let limit =
            |value| PageRequest::parse(&params(&json!({ "limit": value }))).map(|p| p.limit);
        assert_eq!(limit(json!("3")), Ok(3));
        assert_eq!(limit(json!(100_000)), Ok(100));
        assert_eq!(limit(json!("0")), Ok(1));
        assert_eq!(limit(json!("ten")).unwrap_err().code, 100);
        let fault = PageRequest::parse(&params(&json!({"after": "§"}))).unwrap_err();
        assert_eq!(fault.code, 131_059);
    }

    proptest! {
        #[test]
        fn a_cursor_gives_its_key_back(key in "\\PC{1,80}", junk in "\\PC{0,40}") {
            prop_assert_eq!(decode(&encode(&key)), Some(key));
            let _total = decode(&junk);
        }
    }
}
