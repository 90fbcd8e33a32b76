//! `POST /{flow}/publish` and `POST /{flow}/deprecate`.

use super::call::Call;
use super::flows_fault::of_flow;
use super::reply::{Reply, internal};
use kurier_engine::flow::ExchangeFault;
use kurier_policy::flow::Flow;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};

pub(super) async fn publish(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    for_good(call, flow).await?;
    Ok(answer::success().into())
}

/// Publishes it, if its endpoint, where it has one, answers.
pub(super) async fn for_good(call: &Call, flow: &Flow) -> Result<(), WireError> {
    let refused = of_flow(&error::FLOW_NOT_PUBLISHED);
    if call.engine().asks_when_published(flow).await.map_err(&refused)? {
        match call.app.exchange.ping(call.engine(), flow).await {
            Ok(()) => {}
            Err(ExchangeFault::Engine(fault)) => return Err(internal(fault)),
            Err(fault) => return Err(unanswered(&fault)),
        }
    }
    call.engine().publish_flow(flow.clone()).await.map_err(&refused)?;
    Ok(())
}

fn unanswered(fault: &ExchangeFault) -> WireError {
    let details = format!("The endpoint was asked with `ping`, and {fault}.");
    GraphError::of(&error::FLOW_NOT_PUBLISHED).details(details).boxed()
}

pub(super) async fn deprecate(call: &Call, flow: &Flow) -> Result<Reply, WireError> {
    let deprecated = call.engine().deprecate_flow(flow.clone()).await;
    deprecated.map_err(of_flow(&error::FLOW_NOT_DEPRECATED))?;
    Ok(answer::success().into())
}
