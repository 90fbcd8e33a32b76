//! `POST /{flow}/publish` and `POST /{flow}/deprecate`.

use super::call::Call;
use super::flows_fault::of_flow;
use super::reply::Reply;
use kurier_policy::flow::Flow;
use kurier_wire::answer;
use kurier_wire::error::{self, WireError};

pub(super) async fn publish(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    let published = call.engine().publish_flow(flow.clone()).await;
    published.map_err(of_flow(&error::FLOW_NOT_PUBLISHED))?;
    Ok(answer::success().into())
}

pub(super) async fn deprecate(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    let deprecated = call.engine().deprecate_flow(flow.clone()).await;
    deprecated.map_err(of_flow(&error::FLOW_NOT_DEPRECATED))?;
    Ok(answer::success().into())
}
