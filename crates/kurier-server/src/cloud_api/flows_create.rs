//! `POST /{business}/flows`: makes a form, from nothing or from another one.

use super::call::Call;
use super::flow_publish;
use super::flows_fault::of_flow;
use super::reply::Reply;
use kurier_engine::flow::NewFlow;
use kurier_store::record::Business;
use kurier_wire::error::{self, WireError};
use kurier_wire::flow;
use serde_json::json;

pub(super) async fn create(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = flow::parse(&call.params)?;
    let new = NewFlow {
        business: business.id,
        name: asked.name,
        categories: asked.categories,
        endpoint_uri: asked.endpoint_uri,
        definition: asked.definition,
        clone_of: asked.clone_of.as_deref().map(flow::clone_id).transpose()?,
    };
    let made = call.engine().create_flow(new).await.map_err(of_flow(&error::FLOW_INVALID))?;
    let (made, faults) = made;
    if asked.publish
        && faults.is_empty()
        && let Err(refusal) = flow_publish::for_good(call, &made).await
    {
        // All or nothing: whoever asks again finds the name free.
        call.engine().delete_flow(made).await.map_err(of_flow(&error::FLOW_INVALID))?;
        return Err(refusal);
    }
    Ok(json!({
        "id": made.id.to_string(),
        "success": true,
        "validation_errors": flow::faults(&faults),
    })
    .into())
}
