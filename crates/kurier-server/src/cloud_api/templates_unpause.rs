//! `POST /{template}/unpause`: ends a pause.

use super::call::Call;
use super::reply::Reply;
use super::templates_fault::of_template;
use kurier_engine::template::TemplateFault;
use kurier_policy::template::Template;
use kurier_wire::error::WireError;
use serde_json::json;

/// That the pause cannot be ended is an answer and no error, as clients read its `reason`.
pub(super) async fn unpause(call: &Call, template: &Template) -> Result<Reply, WireError> {
    match call.engine().unpause_template(template.clone()).await {
        Ok(_) => Ok(json!({ "success": true }).into()),
        Err(TemplateFault::Life(fault)) => {
            Ok(json!({ "success": false, "reason": fault.to_string() }).into())
        }
        Err(other) => Err(of_template(other)),
    }
}
