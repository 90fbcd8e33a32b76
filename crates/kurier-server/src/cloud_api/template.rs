//! `GET /{template}`: one template.

use super::call::Call;
use super::reply::Reply;
use kurier_policy::template::Template;
use kurier_wire::error::WireError;
use kurier_wire::{fields, template};

pub(super) const DEFAULT: &str =
    "name,parameter_format,components,language,status,category,id,topic,rejected_reason";

pub(super) fn show(call: &Call, found: &Template) -> Result<Reply, WireError> {
    let asked = call.text("fields");
    let view = template::write(found);
    Ok(fields::project_known(&view, asked.as_deref().unwrap_or(DEFAULT))?.into())
}
