//! One call of a batch.

use super::reference;
use crate::error::{self, GraphError, WireError};
use crate::json::{Node, Object};
use serde_json::Value;

/// Most headers of one call.
const HEADERS_MAX: usize = 20;

/// One call of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Path and query, without a slash in front.
    pub relative_url: String,
    /// Its parameters: url-encoded, or JSON.
    pub body: Option<String>,
    /// What others call it.
    pub name: Option<String>,
    /// What must have gone well before.
    pub depends_on: Vec<String>,
    /// `omit_response_on_success`, if it is said.
    pub omit_on_success: Option<bool>,
    /// Headers of its own.
    pub headers: Vec<(String, String)>,
    /// Whether it wants files of the whole request, which no batch can carry.
    pub has_files: bool,
}

impl Item {
    pub(super) fn parse(call: &Object<'_>) -> Result<Self, WireError> {
        let method = call.text("method")?.unwrap_or_else(|| "GET".to_owned()).to_ascii_uppercase();
        if !matches!(method.as_str(), "GET" | "POST" | "DELETE") {
            return Err(wrong(format!("`{}` is GET, POST or DELETE.", call.path_of("method"))));
        }
        let Some(url) = call.text("relative_url")? else {
            return Err(wrong(format!("`{}` is missing.", call.path_of("relative_url"))));
        };
        let depends_on = call.text("depends_on")?.unwrap_or_default();
        let names = depends_on.split(',').map(str::trim).filter(|name| !name.is_empty());
        Ok(Self {
            method,
            relative_url: url.trim().trim_start_matches('/').to_owned(),
            body: call.get("body").map(|node| body(&node)).transpose()?,
            name: call.text("name")?,
            depends_on: names.map(str::to_owned).collect(),
            omit_on_success: match call.get("omit_response_on_success") {
                None => None,
                Some(_) => Some(call.truth("omit_response_on_success")?),
            },
            headers: headers(call)?,
            has_files: call.get("attached_files").is_some(),
        })
    }

    /// Whether this call needs the answer of the one called `name`.
    pub fn needs(&self, name: &str) -> bool {
        let texts = [Some(self.relative_url.as_str()), self.body.as_deref()];
        self.depends_on.iter().any(|one| one == name)
            || texts.into_iter().flatten().any(|text| reference::names(text).any(|one| one == name))
    }
}

/// The body as text: clients give it url-encoded, as JSON text, or as the JSON object itself.
fn body(node: &Node<'_>) -> Result<String, WireError> {
    match node.maybe_object() {
        Some(object) => Ok(object.text_of_all()),
        None => node.text(),
    }
}

/// `["Name: value"]`, `[{name, value}]`, or `{name: value}`.
fn headers(call: &Object<'_>) -> Result<Vec<(String, String)>, WireError> {
    let Some(node) = call.get("headers") else { return Ok(Vec::new()) };
    let found: Vec<(String, String)> = if let Some(object) = node.maybe_object() {
        object.texts()
    } else {
        node.items()?.iter().map(header).collect::<Result<_, _>>()?
    };
    if found.len() > HEADERS_MAX {
        return Err(wrong(format!("`{}` has more than 20 headers.", call.path_of("headers"))));
    }
    Ok(found)
}

fn header(node: &Node<'_>) -> Result<(String, String), WireError> {
    if let Some(object) = node.maybe_object() {
        return Ok((object.need_text("name")?, object.need_text("value")?));
    }
    let text = node.text()?;
    let (name, value) = text
        .split_once(':')
        .ok_or_else(|| wrong(format!("`{}` is written `Name: value`.", node.path())))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn wrong(details: String) -> WireError {
    GraphError::of(&error::BATCH_INVALID).details(details).boxed()
}

impl Object<'_> {
    /// The whole object as JSON text.
    fn text_of_all(&self) -> String {
        Value::Object(self.map().clone()).to_string()
    }

    /// Its members that are plain values.
    fn texts(&self) -> Vec<(String, String)> {
        let plain = |(name, value): (&String, &Value)| {
            Some((name.clone(), crate::json::scalar(value)?.into_owned()))
        };
        self.map().iter().filter_map(plain).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn item(call: &Value) -> Result<Item, WireError> {
        Item::parse(&Object::root(call.as_object().unwrap()))
    }

    #[test]
    fn bodies_and_headers_come_in_several_forms() {
        let call = |body: Value, headers: Value| {
            item(&json!({ "method": "post", "relative_url": "/v23.0/1/messages", "body": body,
                "headers": headers }))
            .unwrap()
        };
        let one = call(json!("a=1&b=2"), json!(["Idempotency-Key: x:y"]));
        assert_eq!((one.method.as_str(), one.relative_url.as_str()), ("POST", "v23.0/1/messages"));
        assert_eq!(one.body.as_deref(), Some("a=1&b=2"));
        let same = vec![("Idempotency-Key".to_owned(), "x:y".to_owned())];
        assert_eq!(one.headers, same);
        let two = call(json!({ "a": 1 }), json!([{ "name": "Idempotency-Key", "value": "x:y" }]));
        assert_eq!(two.body.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(two.headers, same);
        assert_eq!(call(json!(""), json!({ "Idempotency-Key": "x:y" })).headers, same);
    }

    #[test]
    fn what_is_no_call_is_refused() {
        for call in [
            json!({ "relative_url": "1", "method": "TRACE" }),
            json!({ "method": "GET" }),
            json!({ "relative_url": {}, "method": "GET" }),
            json!({ "relative_url": "1", "headers": ["no colon"] }),
            json!({ "relative_url": "1", "headers": vec!["a: b"; 21] }),
        ] {
            assert_eq!(item(&call).unwrap_err().code, 100, "{call}");
        }
    }

    #[test]
    fn a_call_needs_what_it_names_and_what_it_depends_on() {
        let one =
            item(&json!({ "relative_url": "{result=a:$.id}", "depends_on": "b, c" })).unwrap();
        assert!(["a", "b", "c"].iter().all(|name| one.needs(name)));
        assert!(!one.needs("d"));
    }
}
