//! The Graph parameter merger: query ∪ form ∪ JSON body.
//!
//! Clients send the same call as JSON, as a form, or with everything in the query; handlers see one
//! map. Members given as `null` are dropped, at every depth inside objects.

use crate::error::{self, GraphError, WireError};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The merged parameters of one call.
pub type Params = Map<String, Value>;

/// Members whose value is a JSON object or array. In a query or form they arrive as JSON text.
const STRUCTURED: [&str; 24] = [
    "audio",
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
    let mut merged = from_pairs(query.as_bytes());
    let body = body_params(content_type.unwrap_or_default(), body)?;
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
    let says = |word: &str| {
        let mut parts = content_type.as_bytes().windows(word.len());
        parts.position(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    if says("multipart/") == Some(0) {
        return Err(malformed(
            "Send this call as JSON or as a url-encoded form, not as multipart.",
        ));
    }
    // Command-line tools label JSON as a form unless told otherwise; a form never begins with a brace.
    let looks_like_json = matches!(first, Some(b'{' | b'['));
    if looks_like_json || says("json").is_some() { from_json(body) } else { Ok(from_pairs(body)) }
}

fn from_json(body: &[u8]) -> Result<Params, WireError> {
    let mut value: Value = serde_json::from_slice(body)
        .map_err(|fault| malformed(&format!("The body is not valid JSON: {fault}.")))?;
    drop_nulls(&mut value);
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(malformed("The body must be a JSON object.")),
    }
}

fn from_pairs(encoded: &[u8]) -> Params {
    let pair = |(name, text): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        let value = structured(&name, &text).unwrap_or_else(|| Value::String(text.into_owned()));
        (name.into_owned(), value)
    };
    url::form_urlencoded::parse(encoded).map(pair).collect()
}

/// The value of a structured parameter that was given as JSON text.
fn structured(name: &str, text: &str) -> Option<Value> {
    if !STRUCTURED.contains(&name) || !text.trim_start().starts_with(['{', '[']) {
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

/// SHA-256 of the canonical form of a call's parameters: sorted members without credentials. Two
/// requests with the same digest ask for the same thing, however they were written down.
pub fn digest(params: &Params) -> [u8; 32] {
    let asked: Params = params
        .iter()
        .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    // The map keeps its members sorted, so its text is canonical.
    Sha256::digest(Value::Object(asked).to_string()).into()
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
        assert!(merge("", Some("multipart/form-data; boundary=x"), b"--x").is_err());
    }

    #[test]
    fn the_digest_ignores_order_and_credentials() {
        let one = merge("access_token=x", Some("application/json"), br#"{"b":1,"a":2}"#).unwrap();
        let two = merge("", Some("application/json"), br#"{"a":2,"b":1}"#).unwrap();
        let other = merge("", Some("application/json"), br#"{"a":2,"b":2}"#).unwrap();
        assert_eq!(digest(&one), digest(&two));
        assert_ne!(digest(&one), digest(&other));
    }
}
