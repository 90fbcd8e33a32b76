//! `POST /{flow}`: name, categories and endpoint of a draft.

use super::call::Call;
use super::flows_fault::of_flow;
use super::reply::Reply;
use kurier_policy::flow::Flow;
use kurier_wire::answer;
use kurier_wire::error::{self, WireError};
use kurier_wire::flow::parse_change;

pub(super) async fn change(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    let change = parse_change(&call.params)?;
    let changed = call.engine().edit_flow(flow.clone(), change).await;
    changed.map_err(of_flow(&error::FLOW_NOT_UPDATED))?;
    Ok(answer::success().into())
}
