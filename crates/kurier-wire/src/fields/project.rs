//! Cutting an object down to the wanted fields.

use super::Field;
use crate::error::{self, GraphError, WireError};
use serde_json::{Map, Value};

/// The wanted part of `node`, an object of the type `node_type`. `id` is always in it, if there is one.
/// A member that is `null` in `node` exists but has no value: it may be asked for and is left out.
/// Lists, also those inside `{"data": […]}`, are cut down element by element; `.limit(n)` shortens them.
///
/// # Errors
/// 100 for a field that does not exist.
pub fn project(node: &Value, fields: &[Field], node_type: &str) -> Result<Value, WireError> {
    match node {
        Value::Object(map) => match map.get("data") {
            // An edge: the fields are those of its elements.
            Some(Value::Array(_)) if !map.contains_key("id") => edge(map, fields, node_type),
            _ => object(map, fields, node_type),
        },
        Value::Array(list) => {
            let each = list.iter().map(|element| part(element, fields, node_type));
            Ok(Value::Array(each.collect::<Result<_, _>>()?))
        }
        // A plain value has no fields: asking for some finds nothing.
        other => fields.first().map_or(Ok(other.clone()), |field| Err(unknown(field, node_type))),
    }
}

fn edge(map: &Map<String, Value>, fields: &[Field], node_type: &str) -> Result<Value, WireError> {
    let mut cut = map.clone();
    if let Some(Value::Array(data)) = cut.get_mut("data") {
        for element in data {
            *element = project(element, fields, node_type)?;
        }
    }
    Ok(Value::Object(cut))
}

/// An element of a list that is no edge: there, each may be of another kind, and what this one does not have is left
/// out.
fn part(element: &Value, fields: &[Field], node_type: &str) -> Result<Value, WireError> {
    let Value::Object(map) = element else { return project(element, fields, node_type) };
    let has: Vec<Field> =
        fields.iter().filter(|field| map.contains_key(&field.name)).cloned().collect();
    if has.is_empty() && !fields.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    object(map, &has, node_type)
}

fn object(map: &Map<String, Value>, fields: &[Field], node_type: &str) -> Result<Value, WireError> {
    if fields.is_empty() {
        let set = map.iter().filter(|(_, value)| !value.is_null());
        return Ok(Value::Object(set.map(|(name, value)| (name.clone(), value.clone())).collect()));
    }
    let mut cut = Map::new();
    for field in fields {
        let value = map.get(&field.name).ok_or_else(|| unknown(field, node_type))?;
        if !value.is_null() {
            cut.insert(
                field.name.clone(),
                limited(project(value, &field.inner, &field.name)?, field),
            );
        }
    }
    if let Some(id) = map.get("id") {
        cut.insert("id".to_owned(), id.clone());
    }
    Ok(Value::Object(cut))
}

fn limited(mut value: Value, field: &Field) -> Value {
    let Some(limit) = field.modifier("limit").and_then(|n| n.parse().ok()) else { return value };
    let list = match &mut value {
        Value::Object(map) => map.get_mut("data"),
        other => Some(other),
    };
    if let Some(Value::Array(list)) = list {
        list.truncate(limit);
    }
    value
}

fn unknown(field: &Field, node_type: &str) -> WireError {
    let name: String = field.name.chars().take(64).collect();
    GraphError::of(&error::UNKNOWN_FIELD)
        .message(format!(
            "(#100) Tried accessing nonexisting field ({name}) on node type ({node_type})"
        ))
        .details(format!("`fields` names `{name}`, which a {node_type} does not have."))
        .boxed()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use serde_json::json;

    fn cut(node: &Value, fields: &str) -> Result<Value, WireError> {
        project(node, &parse(fields)?, "Thing")
    }

    fn thing() -> Value {
        json!({"id": "7", "name": "n", "unset": null, "score": {"date": 1, "value": 2},
               "parts": {"data": [{"id": "1", "a": 1, "b": 2}, {"id": "2", "a": 3, "b": 4}]},
               "tags": ["x", "y"]})
    }

    #[test]
    fn gives_the_wanted_fields_and_the_id() {
        assert_eq!(cut(&thing(), "name").unwrap(), json!({"id": "7", "name": "n"}));
        assert_eq!(
            cut(&thing(), "score{value}").unwrap(),
            json!({"id": "7", "score": {"value": 2}})
        );
        assert_eq!(cut(&thing(), "tags,unset").unwrap(), json!({"id": "7", "tags": ["x", "y"]}));
        let parts = json!({"id": "7", "parts": {"data": [{"id": "1", "b": 2}]}});
        assert_eq!(cut(&thing(), "parts.limit(1){b}").unwrap(), parts);
    }

    #[test]
    fn elements_of_a_plain_list_may_be_of_different_kinds() {
        let node = json!({"id": "7", "components": [{"type": "BODY", "text": "Hi"},
            {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Open", "url": "u"}]}]});
        let want = json!({"id": "7", "components": [{"type": "BODY", "text": "Hi"},
            {"type": "BUTTONS", "buttons": [{"text": "Open"}]}]});
        assert_eq!(cut(&node, "components{type,text,buttons{text}}").unwrap(), want);
        let page = json!({"data": [{"id": "1", "a": 1}]});
        assert_eq!(cut(&page, "b").unwrap_err().code, 100);
    }

    #[test]
    fn gives_everything_that_has_a_value_when_nothing_is_asked() {
        let all = cut(&thing(), "").unwrap();
        assert!(all.get("unset").is_none());
        assert_eq!(all["score"], json!({"date": 1, "value": 2}));
    }

    #[test]
    fn names_the_field_that_does_not_exist() {
        for (fields, named) in [("nope", "nope"), ("score{nope}", "nope"), ("name{x}", "x")] {
            let fault = cut(&thing(), fields).unwrap_err();
            assert_eq!((fault.http, fault.code), (400, 100));
            assert!(
                fault
                    .message
                    .starts_with(&format!("(#100) Tried accessing nonexisting field ({named})"))
            );
        }
    }
}
