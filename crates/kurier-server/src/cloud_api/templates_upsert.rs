//! `POST /{business}/upsert_message_templates`: an authentication template in many languages.

use super::call::Call;
use super::reply::{Reply, internal};
use super::templates_create::new;
use super::templates_fault::of_template;
use kurier_policy::template::Template;
use kurier_policy::template::lifecycle::Edit;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::template::{NewTemplate, category_name, parse_upsert, status_name};
use serde_json::{Value, json};

pub(super) async fn upsert(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = parse_upsert(&call.params)?;
    let mut data: Vec<Value> = Vec::with_capacity(asked.len());
    for one in asked {
        let done = make_or_change(call, business, one).await?;
        data.push(json!({
            "id": done.id.to_string(),
            "status": status_name(done.status),
            "language": done.language,
            "category": category_name(done.category),
        }));
    }
    Ok(json!({ "data": data }).into())
}

async fn make_or_change(
    call: &Call,
    business: &Business,
    asked: NewTemplate,
) -> Result<Template, WireError> {
    let engine = call.engine();
    let named = engine.templates_called(business.id, &asked.name).await.map_err(internal)?;
    let Some(there) = named.into_iter().find(|one| one.language == asked.language) else {
        return engine.create_template(new(business.id, asked)).await.map_err(of_template);
    };
    // Clients repeat this call to be sure: what is the same already is not changed and not reviewed again.
    let is_same_ttl = asked.ttl_s.is_none() || asked.ttl_s == there.life.ttl_s;
    let says_the_same = there.parts == asked.parts;
    if says_the_same && there.category == asked.category && is_same_ttl {
        return Ok(there);
    }
    let edit = Edit {
        category: Some(asked.category),
        parameter_format: Some(asked.parameter_format),
        parts: (!says_the_same).then_some(asked.parts),
        ttl_s: asked.ttl_s,
    };
    engine.edit_template(there, edit).await.map_err(of_template)
}
