//! `GET /{sender}/message_history?message_id=`: what became of a message, and whether its webhooks arrived.

use super::call::Call;
use super::message_events::events;
use super::reply::Reply;
use kurier_store::record::Sender;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::page;
use serde_json::json;

pub(super) async fn list(call: &Call, _sender: &Sender) -> Result<Reply, WireError> {
    let Some(wamid) = call.text("message_id") else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("`message_id` is needed: the id of the message.")
            .boxed());
    };
    let unknown = || error::unknown_object(&wamid, "GET");
    let message = call.engine().keys().wamid.decode(wamid.trim()).ok_or_else(unknown)?;
    let (found, more) = events(call, message, "GET").await?;
    let listed = page(found, more, &call.url()?);
    let mut entry =
        json!({ "id": wamid, "message_id": wamid, "events": { "data": listed["data"] } });
    if let Some(paging) = listed.get("paging") {
        entry["events"]["paging"] = paging.clone();
    }
    Ok(json!({ "data": [entry] }).into())
}
