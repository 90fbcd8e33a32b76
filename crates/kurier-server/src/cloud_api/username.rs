//! `GET`, `DELETE /{sender}/username` and `GET /{sender}/username_suggestions`.

use super::call::Call;
use super::reply::{Reply, internal, of_store};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;

pub(super) async fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let found = call.engine().store().username_of(sender.id).await.map_err(of_store)?;
    let name = found.ok_or_else(|| GraphError::of(&error::USERNAME_NONE).boxed())?;
    let shown = json!({ "username": name, "status": "approved" });
    Ok(call.cut(shown, "WhatsAppBusinessUsername")?.into())
}

pub(super) async fn release(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    if call.engine().release_username(sender).await.map_err(internal)? {
        return Ok(answer::success().into());
    }
    Err(GraphError::of(&error::USERNAME_NONE).boxed())
}

pub(super) async fn suggest(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let free = call.engine().suggest_usernames(call.business(), sender).await.map_err(internal)?;
    Ok(json!({ "data": [{ "username_suggestions": free }] }).into())
}
