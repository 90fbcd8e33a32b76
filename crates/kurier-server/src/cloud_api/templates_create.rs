//! `POST /{business}/message_templates`: makes a template that waits for the operator.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_engine::EngineError;
use kurier_engine::template::{NewTemplate, TemplateFault};
use kurier_store::port::StoreError;
use kurier_store::record::Business;
use kurier_wire::error::{GraphError, WireError};
use kurier_wire::{error, template};

pub(super) async fn create(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = template::parse(&call.params)?;
    let new = NewTemplate {
        business: business.id,
        name: asked.name,
        language: asked.language,
        category: asked.category,
        parameter_format: asked.parameter_format,
        topic: asked.topic,
        parts: asked.parts,
    };
    let made = call.engine().create_template(new).await.map_err(|fault| match fault {
        TemplateFault::Lint(findings) => {
            let details: Vec<String> = findings.into_iter().map(|one| one.detail).collect();
            GraphError::of(&error::TEMPLATE_INVALID).details(details.join(" ")).boxed()
        }
        TemplateFault::Engine(EngineError::Store(StoreError::Conflict(_))) => {
            GraphError::of(&error::TEMPLATE_DUPLICATE).boxed()
        }
        TemplateFault::Engine(other) => internal(other),
    })?;
    Ok(template::created(&made).into())
}
