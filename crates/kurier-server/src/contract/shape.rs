//! JSON Schemas in few words. A name with a question mark is a member that may be absent.

#![expect(clippy::needless_pass_by_value, reason = "shapes are written inside each other")]

use serde_json::{Map, Value, json};

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

/// A text of at most so many characters.
pub(super) fn at_most(most: usize) -> Value {
    json!({ "type": "string", "maxLength": most })
}

/// A text of 1 to so many characters.
pub(super) fn filled(most: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most })
}

pub(super) fn words(allowed: &[&str]) -> Value {
    json!({ "type": "string", "enum": allowed })
}

pub(super) fn only(word: &str) -> Value {
    json!({ "type": "string", "const": word })
}

/// A Graph id, or a number written as text.
pub(super) fn id() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{1,16}$" })
}

pub(super) fn cursor() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 1024 })
}

pub(super) fn wamid() -> Value {
    json!({ "type": "string", "pattern": "^wamid\\.[A-Za-z0-9+/=]+$" })
}

pub(super) fn address() -> Value {
    json!({ "type": "string", "format": "uri" })
}

pub(super) fn whole() -> Value {
    json!({ "type": "integer" })
}

/// Microseconds since 1970 in UTC.
pub(super) fn time() -> Value {
    json!({ "type": "integer", "description": "Microseconds since 1970 in UTC." })
}

pub(super) fn between(least: i64, most: i64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

pub(super) fn number() -> Value {
    json!({ "type": "number" })
}

pub(super) fn truth() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn always(truth: bool) -> Value {
    json!({ "type": "boolean", "const": truth })
}

pub(super) fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

pub(super) fn some(of: Value, least: usize, most: usize) -> Value {
    json!({ "type": "array", "items": of, "minItems": least, "maxItems": most })
}

pub(super) fn maybe(of: Value) -> Value {
    json!({ "anyOf": [of, { "type": "null" }] })
}

pub(super) fn any_of(shapes: &[Value]) -> Value {
    json!({ "anyOf": shapes })
}

/// Something whose inside is described elsewhere.
pub(super) fn something(what: &str) -> Value {
    json!({ "type": "object", "description": what })
}

pub(super) fn bytes() -> Value {
    json!({ "type": "string", "contentMediaType": "*/*" })
}

pub(super) fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// These members and no others.
pub(super) fn object(members: &[(&str, Value)]) -> Value {
    let mut shape = open(members);
    shape["additionalProperties"] = json!(false);
    shape
}

/// These members; others are ignored.
pub(super) fn open(members: &[(&str, Value)]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, shape) in members {
        let plain = name.trim_end_matches('?');
        if plain == *name {
            required.push(plain);
        }
        properties.insert(plain.to_owned(), shape.clone());
    }
    let mut shape = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        shape["required"] = json!(required);
    }
    shape
}

/// `{"success": true}`.
pub(super) fn success() -> Value {
    named("Success")
}

/// A page of the Cloud API's lists.
pub(super) fn page(of: Value) -> Value {
    object(&[("data", list(of)), ("paging?", named("Paging"))])
}

/// With a sentence.
pub(super) fn told(mut shape: Value, what: &str) -> Value {
    shape["description"] = json!(what);
    shape
}

/// With examples.
pub(super) fn such_as(mut shape: Value, examples: &[Value]) -> Value {
    shape["examples"] = json!(examples);
    shape
}
