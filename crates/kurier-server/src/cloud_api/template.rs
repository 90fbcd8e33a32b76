//! `GET /{template}`: one template.

use super::call::Call;
use super::reply::Reply;
use kurier_policy::template::Template;
use kurier_wire::error::WireError;
use kurier_wire::template::{NODE_TYPE, node};

/// What is answered when no `fields` are asked for.
pub(super) const DEFAULT: &str =
    "name,parameter_format,components,language,status,category,id,topic,rejected_reason";

pub(super) fn show(call: &Call, found: &Template) -> Result<Reply, WireError> {
    Ok(call.project(&node(found), DEFAULT, NODE_TYPE)?.into())
}
