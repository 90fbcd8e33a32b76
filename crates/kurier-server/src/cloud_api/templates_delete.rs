//! `DELETE /{business}/message_templates`: by `name` in every language, by `name` and `hsm_id` in one, by `hsm_ids`.

use super::call::Call;
use super::reply::{Reply, internal};
use super::templates_fault::of_template;
use super::templates_named::by_ids;
use kurier_policy::template::Template;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;

pub(super) async fn delete(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let gone = if call.params.contains_key("hsm_ids") {
        by_ids(call).await?
    } else {
        by_name(call, business).await?
    };
    call.engine().delete_templates(business.id, gone).await.map_err(of_template)?;
    Ok(json!({ "success": true }).into())
}

async fn by_name(call: &Call, business: &Business) -> Result<Vec<Template>, WireError> {
    let Some(name) = call.text("name") else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("`name` or `hsm_ids` is required.")
            .boxed());
    };
    let mut named = call.engine().templates_called(business.id, &name).await.map_err(internal)?;
    if let Some(id) = call.text("hsm_id") {
        named.retain(|template| template.id.to_string() == id);
    }
    if named.is_empty() {
        let details = "No template of this business has this name and id.";
        return Err(GraphError::of(&error::INVALID_PARAMETER).details(details).boxed());
    }
    Ok(named)
}
