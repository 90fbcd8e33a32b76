//! `POST /{sender}`: with `pin` another PIN for two-step verification, with `webhook_configuration` a
//! callback of its own.

use super::call::Call;
use super::reply::{Reply, internal};
use super::sender_callback;
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::registration::{pin, refused};

pub(super) async fn change(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    if let Some(configuration) = call.params.get("webhook_configuration") {
        return sender_callback::change(call, sender, configuration).await;
    }
    let done = call.engine().set_pin(sender, &pin(&call.params)?).await;
    done.map_err(internal)?.map_err(refused)?;
    Ok(answer::success().into())
}
