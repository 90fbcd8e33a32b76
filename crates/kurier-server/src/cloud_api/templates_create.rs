//! `POST /{business}/message_templates`: makes a template that waits for the operator.

use super::call::Call;
use super::once;
use super::reply::Reply;
use super::templates_fault::of_template;
use kurier_engine::template::NewTemplate;
use kurier_policy::id::BusinessId;
use kurier_store::record::{Business, IdempotencyKey};
use kurier_wire::error::WireError;
use kurier_wire::{params, template};

pub(super) async fn create(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = template::parse(&call.params)?;
    let Some(key) = call.idempotency_key.clone() else {
        let made = call.engine().create_template(new(business.id, asked)).await;
        return Ok(template::created(&made.map_err(of_template)?).into());
    };
    let digest = params::digest(&format!("{}/message_templates", business.id), &call.params);
    let key = IdempotencyKey { key, digest };
    if let Some(reply) = once::earlier(&call.app, business.id, &key).await? {
        return Ok(reply);
    }
    match call.engine().create_template(new(business.id, asked)).await {
        Ok(made) => {
            let kept = once::keep(&call.app, business.id, key, &template::created(&made)).await?;
            Ok(kept.0)
        }
        // Of two at once, the other may have made it.
        Err(fault) => {
            let earlier = once::earlier(&call.app, business.id, &key).await?;
            earlier.ok_or_else(|| of_template(fault))
        }
    }
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
