//! `DELETE /{message}` and `POST /{message}/recall`: takes a message back before it is read. Kurier's own addition to Graph.

use super::call::Call;
use super::message::told;
use super::reply::Reply;
use super::scheduled_cancel;
use kurier_policy::id::MessageRef;
use kurier_store::record::Recalled;
use kurier_wire::error::{self, Entry, GraphError, WireError};
use serde_json::json;

pub(super) async fn recall(
    call: &Call,
    method: &str,
    message: MessageRef,
) -> Result<Reply, WireError> {
    if let Some(number) = message.scheduled_number(call.business().id) {
        return scheduled_cancel::cancel(call, method, number).await;
    }
    let wamid = call.engine().keys().wamid.encode(message);
    let recalled = call.engine().recall(call.business().id, message).await;
    let why_not: &'static Entry = match recalled.map_err(|error| told(error, &wamid, method))? {
        Recalled::Done { delivered, .. } => {
            return Ok(json!({
                "success": true,
                "id": wamid,
                "status": "deleted",
                "was_delivered": delivered,
                "charged": delivered,
            })
            .into());
        }
        Recalled::Read => &error::ALREADY_READ,
        Recalled::Gone => &error::ALREADY_GONE,
        Recalled::NotRecallable => &error::NOT_RECALLABLE,
    };
    Err(GraphError::of(why_not).boxed())
}
