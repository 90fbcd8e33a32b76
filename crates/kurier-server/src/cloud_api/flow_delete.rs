//! `DELETE /{flow}`: forgets a draft.

use super::call::Call;
use super::flows_fault::of_flow;
use super::reply::Reply;
use kurier_policy::flow::Flow;
use kurier_wire::answer;
use kurier_wire::error::{self, WireError};

pub(super) async fn delete(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    let gone = call.engine().delete_flow(flow.clone()).await;
    gone.map_err(of_flow(&error::FLOW_NOT_DELETED))?;
    Ok(answer::success().into())
}
