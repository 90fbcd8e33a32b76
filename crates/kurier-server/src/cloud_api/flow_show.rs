//! `GET /{flow}`: one form, with what is wrong with its definition.

use super::call::Call;
use super::flows_fault::of_flow;
use super::reply::Reply;
use kurier_policy::flow::Flow;
use kurier_wire::error::{self, WireError};
use kurier_wire::flow::{DEFAULT, NODE_TYPE, node};
use serde_json::{Value, json};

pub(super) async fn show(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    Ok(shown(call, flow).await?.into())
}

/// The part of a form that is asked for.
pub(super) async fn shown(call: &Call, flow: &Flow) -> Result<Value, WireError> {
    let found = call.engine().flow_faults(flow.id).await;
    let (definition, faults) = found.map_err(of_flow(&error::FLOW_INVALID))?;
    let mut whole = node(flow, definition.as_deref(), &faults);
    let business = call.business();
    whole["whatsapp_business_account"] = json!({
        "id": business.id.to_string(),
        "name": business.name,
        "timezone_id": "0",
        "message_template_namespace": format!("kurier_{}", business.id),
    });
    call.project(&whole, DEFAULT, NODE_TYPE)
}
