//! Forms ("flows"): requests, nodes, and what is wrong with a definition.

use crate::error::WireError;
use crate::json::{Node, Object, invalid, missing};
use crate::params::Params;
use kurier_policy::flow::{Flow, FlowCategory, FlowChange, FlowFault, validate};
use kurier_policy::id::FlowId;
use kurier_policy::time::Timestamp;
use serde_json::{Value, json};

/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "WhatsAppBusinessFlow";
/// What is answered when no `fields` are asked for.
pub const DEFAULT: &str = "id,name,status,categories,validation_errors";

/// A form to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowRequest {
    /// `name`.
    pub name: String,
    /// `categories`.
    pub categories: Vec<FlowCategory>,
    /// `clone_flow_id`.
    pub clone_of: Option<String>,
    /// `endpoint_uri`.
    pub endpoint_uri: Option<String>,
    /// `flow_json`, as text.
    pub definition: Option<String>,
    /// `publish`.
    pub publish: bool,
}

/// Reads a request to make a form.
///
/// # Errors
/// 131008 without name or categories, 131009 for an unknown category, 100 for parameters of another kind.
pub fn parse(params: &Params) -> Result<FlowRequest, WireError> {
    let given = Object::root(params);
    Ok(FlowRequest {
        name: given.need_text("name")?,
        categories: categories(&given)?.ok_or_else(|| missing("categories"))?,
        clone_of: given.text("clone_flow_id")?.filter(|id| !id.is_empty()),
        endpoint_uri: given.text("endpoint_uri")?.filter(|uri| !uri.is_empty()),
        definition: definition(&given)?,
        publish: given.truth("publish")?,
    })
}

/// Reads a request to change a form.
///
/// # Errors
/// As [`parse`].
pub fn parse_change(params: &Params) -> Result<FlowChange, WireError> {
    let given = Object::root(params);
    Ok(FlowChange {
        name: given.text("name")?,
        categories: categories(&given)?,
        endpoint_uri: given.text("endpoint_uri")?,
    })
}

/// A definition is a text; given as JSON, it is one nevertheless.
fn definition(given: &Object<'_>) -> Result<Option<String>, WireError> {
    let Some(node) = given.get("flow_json") else { return Ok(None) };
    match node.maybe_object() {
        Some(object) => Ok(Some(object.to_json())),
        None => node.text().map(Some),
    }
}

fn categories(given: &Object<'_>) -> Result<Option<Vec<FlowCategory>>, WireError> {
    let Some(node) = given.get("categories") else { return Ok(None) };
    let names = match node.text() {
        // `categories=OTHER` in a form.
        Ok(text) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        Err(_) => node.items()?.iter().map(Node::text).collect::<Result<Vec<_>, _>>()?,
    };
    let category = |name: &String| {
        FlowCategory::named(&name.to_ascii_uppercase()).ok_or_else(|| {
            let all = FlowCategory::ALL.map(FlowCategory::name).join(", ");
            invalid("categories", &format!("may hold: {all}"))
        })
    };
    names.iter().map(category).collect::<Result<_, _>>().map(Some)
}

/// Faults as the API tells them.
pub fn faults(found: &[FlowFault]) -> Value {
    let told = |fault: &FlowFault| {
        let span = fault.span;
        json!({
            "error": fault.code.name(),
            "error_type": fault.code.kind(),
            "message": fault.message,
            "line_start": span.line_start,
            "line_end": span.line_end,
            "column_start": span.column_start,
            "column_end": span.column_end,
            "pointers": [{
                "line_start": span.line_start,
                "line_end": span.line_end,
                "column_start": span.column_start,
                "column_end": span.column_end,
                "path": fault.pointer,
            }],
        })
    };
    found.iter().map(told).collect()
}

/// A form as the API shows it, with its definition and what is wrong with that.
pub fn node(flow: &Flow, definition: Option<&str>, found: &[FlowFault]) -> Value {
    let valid = definition.and_then(|text| validate(text).ok());
    json!({
        "id": flow.id.to_string(),
        "name": flow.name,
        "status": flow.status.name(),
        "categories": flow.categories.iter().map(|one| one.name()).collect::<Vec<_>>(),
        "validation_errors": faults(found),
        "json_version": valid.as_ref().map(|form| form.version.to_string()),
        "data_api_version": valid.and_then(|form| form.data_api_version),
        "endpoint_uri": flow.endpoint_uri,
        "data_channel_uri": flow.endpoint_uri,
        "preview": Value::Null,
        "application": Value::Null,
        "updated_at": told_time(flow.updated_at),
        "health_status": Value::Null,
    })
}

/// `2026-11-26T05:00:00+0000`.
fn told_time(at: Timestamp) -> Option<String> {
    let at = jiff::Timestamp::from_second(at.seconds()).ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string())
}

/// The form named by `clone_flow_id`.
///
/// # Errors
/// 131009 for a text that is no id.
pub fn clone_id(text: &str) -> Result<FlowId, WireError> {
    text.parse().map_err(|_| invalid("clone_flow_id", "must be the id of a flow"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::flow::FlowStatus;
    use kurier_policy::id::BusinessId;

    fn parsed(body: &Value) -> Result<FlowRequest, WireError> {
        parse(body.as_object().unwrap())
    }

    #[test]
    fn categories_come_as_list_or_text() {
        let both = vec![FlowCategory::SignUp, FlowCategory::Other];
        for given in [json!(["SIGN_UP", "OTHER"]), json!("sign_up, OTHER")] {
            let read = parsed(&json!({ "name": "x", "categories": given })).unwrap();
            assert_eq!(read.categories, both);
        }
        assert_eq!(parsed(&json!({ "name": "x" })).unwrap_err().code, 131_008);
        let unknown = parsed(&json!({ "name": "x", "categories": ["PARTY"] }));
        assert_eq!(unknown.unwrap_err().code, 131_009);
    }

    #[test]
    fn a_definition_is_a_text_also_where_it_was_given_as_json() {
        for given in [json!("{\"version\":\"7.3\"}"), json!({ "version": "7.3" })] {
            let read = parsed(&json!({ "name": "x", "categories": ["OTHER"], "flow_json": given }));
            assert_eq!(read.unwrap().definition.as_deref(), Some("{\"version\":\"7.3\"}"));
        }
    }

    #[test]
    fn times_are_told_as_clients_read_them() {
        let flow = Flow {
            id: FlowId(1),
            business: BusinessId(2),
            name: "x".to_owned(),
            categories: vec![FlowCategory::Other],
            status: FlowStatus::Draft,
            endpoint_uri: None,
            revision: 0,
            created_at: Timestamp(0),
            updated_at: Timestamp::from_seconds(1_700_000_000),
        };
        let shown = node(&flow, Some("{"), &validate("{").unwrap_err());
        assert_eq!(shown["updated_at"], "2023-11-14T22:13:20+0000");
        assert_eq!(shown["validation_errors"][0]["error"], "INVALID_JSON");
        assert_eq!(shown["validation_errors"][0]["pointers"][0]["line_start"], 1);
    }
}
