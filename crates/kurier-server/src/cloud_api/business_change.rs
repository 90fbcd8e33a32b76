//! `POST /{business}`: switches on what is told of templates. It is on already and stays so.

use super::call::Call;
use super::reply::Reply;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;

pub(super) fn change(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let details = match call.text("is_enabled_for_insights").as_deref() {
        Some("true" | "1") => return Ok(json!({ "id": business.id.to_string() }).into()),
        Some(_) => "Numbers about templates cannot be switched off.",
        None if call.params.get("is_enabled_for_insights") == Some(&json!(true)) => {
            return Ok(json!({ "id": business.id.to_string() }).into());
        }
        None => "`is_enabled_for_insights` is all that can be set, to true.",
    };
    Err(GraphError::of(&error::INVALID_PARAMETER).details(details).boxed())
}
