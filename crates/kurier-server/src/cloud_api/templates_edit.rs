//! `POST /{template}`: changes a template, which puts it back to review.

use super::call::Call;
use super::reply::Reply;
use super::templates_fault::of_template;
use kurier_policy::template::Template;
use kurier_wire::error::WireError;
use kurier_wire::template::{category_name, parse_edit};
use serde_json::json;

pub(super) async fn edit(call: &Call, template: &Template) -> Result<Reply, WireError> {
    let edit = parse_edit(&call.params, template)?;
    let changed = call.engine().edit_template(template.clone(), edit).await.map_err(of_template)?;
    Ok(json!({
        "success": true,
        "id": changed.id.to_string(),
        "name": changed.name,
        "category": category_name(changed.category),
    })
    .into())
}
