//! `POST /{business}/message_templates`: makes a template that waits for the operator.

use super::call::Call;
use super::reply::Reply;
use super::templates_fault::of_template;
use kurier_engine::template::NewTemplate;
use kurier_policy::id::BusinessId;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::template;

pub(super) async fn create(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = template::parse(&call.params)?;
    let made = call.engine().create_template(new(business.id, asked)).await.map_err(of_template)?;
    Ok(template::created(&made).into())
}

/// What was asked for, of this business.
pub(super) fn new(business: BusinessId, asked: template::NewTemplate) -> NewTemplate {
    NewTemplate {
        business,
        name: asked.name,
        language: asked.language,
        category: asked.category,
        parameter_format: asked.parameter_format,
        topic: asked.topic,
        ttl_s: asked.ttl_s,
        library_name: asked.library_name,
        parts: asked.parts,
    }
}
