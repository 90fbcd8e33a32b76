//! `GET /{template}`: one template.

use super::call::Call;
use super::health;
use super::reply::Reply;
use kurier_policy::template::Template;
use kurier_wire::error::WireError;
use kurier_wire::template::{NODE_TYPE, node};
use serde_json::Value;

/// What is answered when no `fields` are asked for.
pub(super) const DEFAULT: &str =
    "name,parameter_format,components,language,status,category,id,topic,rejected_reason";

pub(super) async fn show(call: &Call, found: &Template) -> Result<Reply, WireError> {
    Ok(shown(call, found).await?.into())
}

/// What `fields` asks for of a template; its health is looked at only then.
pub(super) async fn shown(call: &Call, found: &Template) -> Result<Value, WireError> {
    let mut whole = node(found);
    let asked = call.text("fields");
    if asked.is_some_and(|asked| asked.contains("health_status")) {
        whole["health_status"] = health::of_template(call, found).await?;
    }
    call.project(&whole, DEFAULT, NODE_TYPE)
}
