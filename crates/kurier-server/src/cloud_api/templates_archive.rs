//! `POST /{business}/message_templates/{archive|unarchive}`: puts templates aside, or takes them back.

use super::call::Call;
use super::reply::Reply;
use super::templates_fault::of_template;
use super::templates_named::by_ids;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

pub(super) async fn archive(
    call: &Call,
    business: &Business,
    into: bool,
) -> Result<Reply, WireError> {
    let templates = by_ids(call).await?;
    let ids: Vec<String> = templates.iter().map(|one| one.id.to_string()).collect();
    call.engine().archive_templates(business.id, templates, into).await.map_err(of_template)?;
    let done = if into { "archived_templates" } else { "unarchived_templates" };
    let mut answer = json!({ "success": true, "failed_templates": {} });
    answer[done] = Value::from(ids);
    Ok(answer.into())
}
