//! The Graph parameter merger: query ∪ form ∪ JSON body.
//!
//! Clients send the same call as JSON, as a form of either kind, or with everything in the query; handlers
//! see one map. Members given as `null` are dropped, at every depth inside objects.

use crate::error::{self, GraphError, WireError};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The merged parameters of one call.
pub type Params = Map<String, Value>;

/// Members whose value is a JSON object or array. In a query or form they arrive as JSON text.
/// Members whose value is a JSON object or array. In a query or form they arrive as JSON text, and common
/// clients write them so inside JSON, too.
const STRUCTURED: [&str; 28] = [
    "audience",
    "audio",
    "batch",
    "batching",
    "block_users",
    "categories",
    "commands",
    "components",
    "contacts",
    "context",
    "document",
    "image",
    "interactive",
    "language",
    "languages",
    "library_template_body_inputs",
    "library_template_button_inputs",
    "location",
    "people",
    "prompts",
    "reaction",
    "sticker",
    "template",
    "text",
    "typing_indicator",
    "video",
    "webhook_configuration",
    "websites",
];

/// Members that prove who calls; they are no part of what is asked.
const CREDENTIALS: [&str; 2] = ["access_token", "appsecret_proof"];

/// Merges the parameters of one request. `query` is the raw query string without `?`.
///
/// # Errors
/// 100 when the body is not what its content type says, is no JSON object, or when query and body
/// give different values for the same parameter.
pub fn merge(query: &str, content_type: Option<&str>, body: &[u8]) -> Result<Params, WireError> {
    let body = body_params(content_type.unwrap_or_default(), body)?;
    united(from_pairs(query.as_bytes()), body)
}

/// Merges a query with the fields of a form that was read by somebody else (`multipart/form-data`).
///
/// # Errors
/// 100 when query and form, or two fields of it, give different values for the same parameter.
pub fn merge_fields(query: &str, fields: Vec<(String, String)>) -> Result<Params, WireError> {
    let mut merged = from_pairs(query.as_bytes());
    for (name, text) in fields {
        let value = structured(&name, &text).unwrap_or(Value::String(text));
        merged = united(merged, Params::from_iter([(name, value)]))?;
    }
    Ok(merged)
}

/// Whether a body of this type is a form whose fields [`merge_fields`] takes.
pub fn is_multipart(content_type: Option<&str>) -> bool {
    let kind = content_type.unwrap_or_default().trim_start().as_bytes();
    kind.get(..10).is_some_and(|begin| begin.eq_ignore_ascii_case(b"multipart/"))
}

fn united(mut merged: Params, body: Params) -> Result<Params, WireError> {
    if merged.is_empty() {
        return Ok(body);
    }
    for (name, value) in body {
        match merged.get(&name) {
            Some(other) if !same(other, &value) => return Err(contradiction(&name)),
            _ => merged.insert(name, value),
        };
    }
    Ok(merged)
}

fn body_params(content_type: &str, body: &[u8]) -> Result<Params, WireError> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_none() {
        return Ok(Params::new());
    }
    let says_json =
        || content_type.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b"json"));
    // Command-line tools label JSON as a form unless told otherwise; a form never begins with a brace.
    let looks_like_json = matches!(first, Some(b'{' | b'['));
    if looks_like_json || says_json() { from_json(body) } else { Ok(from_pairs(body)) }
}

fn from_json(body: &[u8]) -> Result<Params, WireError> {
    let mut value: Value = serde_json::from_slice(body)
        .map_err(|fault| malformed(&format!("The body is not valid JSON: {fault}.")))?;
    // Some clients encode the body twice.
    if let Value::String(text) = &value
        && text.trim_start().starts_with('{')
        && let Ok(inner) = serde_json::from_str(text)
    {
        value = inner;
    }
    drop_nulls(&mut value);
    let Value::Object(mut map) = value else {
        return Err(malformed("The body must be a JSON object."));
    };
    for (name, member) in &mut map {
        if let Value::String(text) = member
            && let Some(inner) = structured(name, text)
        {
            *member = inner;
        }
    }
    Ok(map)
}

fn from_pairs(encoded: &[u8]) -> Params {
    let pair = |(name, text): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        let value = structured(&name, &text).unwrap_or_else(|| Value::String(text.into_owned()));
        (name.into_owned(), value)
    };
    url::form_urlencoded::parse(encoded).map(pair).collect()
}

/// The value of a structured parameter that was given as JSON text; some clients do that inside JSON, too.
fn structured(name: &str, text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) || !STRUCTURED.contains(&name) {
        return None;
    }
    let mut value = serde_json::from_str(text).ok()?;
    drop_nulls(&mut value);
    Some(value)
}

// serde_json bounds the depth of what it parses (128), so this recursion is bounded too.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, member| !member.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// Whether two sources agree: a query can only say `5` where JSON says 5.
fn same(query: &Value, body: &Value) -> bool {
    query == body
        || query.as_str().is_some_and(|text| crate::json::scalar(body).as_deref() == Some(text))
}

fn malformed(details: &str) -> WireError {
    GraphError::of(&error::MALFORMED_BODY).details(details.to_owned()).boxed()
}

fn contradiction(name: &str) -> WireError {
    GraphError::of(&error::PARAMETER_CONFLICT)
        .details(format!("The query and the body give different values for `{name}`."))
        .boxed()
}

/// SHA-256 of what is called (`{sender}/messages`) and of the canonical form of the call's parameters: sorted
/// members without credentials. Two requests with the same digest ask for the same thing, however they were written down.
pub fn digest(call: &str, params: &Params) -> [u8; 32] {
    let asked: Params = params
        .iter()
        .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    // The map keeps its members sorted, so its text is canonical.
    Sha256::digest(format!("{call}\n{}", Value::Object(asked))).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(query: &str, kind: &str, body: &str) -> Value {
        Value::Object(merge(query, Some(kind), body.as_bytes()).unwrap())
    }

    #[test]
    fn the_three_ways_to_write_a_call_give_the_same_parameters() {
        let want = json!({"to": "999", "type": "text", "text": {"body": "a b"}});
        let json = r#"{"to":"999","type":"text","text":{"body":"a b"},"context":null}"#;
        let form = "to=999&type=text&text=%7B%22body%22%3A%22a+b%22%7D";
        assert_eq!(merged("", "application/json; charset=utf-8", json), want);
        assert_eq!(merged("", "application/x-www-form-urlencoded", form), want);
        assert_eq!(merged(form, "", ""), want);
    }

    #[test]
    fn json_that_is_labelled_as_a_form_is_still_json() {
        let got = merged("", "application/x-www-form-urlencoded", r#" {"a":1}"#);
        assert_eq!(got, json!({"a": 1}));
    }

    #[test]
    fn json_text_inside_json_is_read_where_an_object_or_array_is_expected() {
        let inside =
            r#"{"commands":"[{\"command_name\":\"a\"}]","note":"[1]","websites":"http://x"}"#;
        let want =
            json!({"commands": [{"command_name": "a"}], "note": "[1]", "websites": "http://x"});
        assert_eq!(merged("", "application/json", inside), want);
        let twice = serde_json::to_string(r#"{"name":"a","languages":["en"]}"#).unwrap();
        let want = json!({"name": "a", "languages": ["en"]});
        assert_eq!(merged("", "application/json", &twice), want);
        for bad in ["\"[1]\"", "\"text\"", "\"{\""] {
            assert!(merge("", Some("application/json"), bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_that_look_like_json_stay_texts_where_no_object_is_expected() {
        assert_eq!(merged("verify_token=%7B%7D", "", ""), json!({"verify_token": "{}"}));
    }

    #[test]
    fn nulls_are_dropped_at_every_depth() {
        let got = merged("", "application/json", r#"{"a":null,"b":{"c":null,"d":[{"e":null}]}}"#);
        assert_eq!(got, json!({"b": {"d": [{}]}}));
    }

    #[test]
    fn query_and_body_may_repeat_but_not_contradict_each_other() {
        assert_eq!(merged("to=5", "application/json", r#"{"to":5}"#), json!({"to": 5}));
        let fault = merge("to=5", Some("application/json"), br#"{"to":"6"}"#).unwrap_err();
        assert_eq!((fault.http, fault.code), (400, 100));
        assert!(fault.details.contains("`to`"), "{}", fault.details);
    }

    #[test]
    fn bad_bodies_get_an_error() {
        let deep = "[".repeat(100_000);
        for body in ["{", "[1]", "{\"a\":}", "{\"a\":\"\u{1}\"}", deep.as_str()] {
            let fault = merge("", Some("application/json"), body.as_bytes()).unwrap_err();
            assert_eq!((fault.http, fault.code), (400, 100));
        }
        assert!(merge("", Some("application/json"), b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn the_fields_of_a_form_are_parameters_like_others() {
        let field = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let fields = vec![field("to", "999"), field("text", r#"{"body":"a","x":null}"#)];
        let got = Value::Object(merge_fields("type=text&to=999", fields).unwrap());
        assert_eq!(got, json!({"to": "999", "type": "text", "text": {"body": "a"}}));
        for (query, fields) in
            [("to=1", vec![field("to", "2")]), ("", vec![field("to", "1"), field("to", "2")])]
        {
            assert_eq!(merge_fields(query, fields).unwrap_err().code, 100);
        }
        assert!(is_multipart(Some("Multipart/Form-Data; boundary=x")));
        assert!(!is_multipart(Some("application/json; x=multipart/")) && !is_multipart(None));
    }

    #[test]
    fn nested_values_may_be_json_texts_inside_json_too() {
        let body = r#"{"template":"{\"name\":\"x\",\"y\":null}","note":"{}","websites":"[\"a\"]"}"#;
        let got = merged("", "application/json", body);
        assert_eq!(got, json!({"template": {"name": "x"}, "note": "{}", "websites": ["a"]}));
    }

    #[test]
    fn the_digest_ignores_order_and_credentials() {
        let one = merge("access_token=x", Some("application/json"), br#"{"b":1,"a":2}"#).unwrap();
        let two = merge("", Some("application/json"), br#"{"a":2,"b":1}"#).unwrap();
        let other = merge("", Some("application/json"), br#"{"a":2,"b":2}"#).unwrap();
        assert_eq!(digest("1/messages", &one), digest("1/messages", &two));
        assert_ne!(digest("1/messages", &one), digest("1/messages", &other));
        assert_ne!(digest("1/messages", &one), digest("2/messages", &one));
    }
}
