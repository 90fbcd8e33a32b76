//! `POST /{sender}`: with `pin` another PIN for two-step verification, with `new_display_name` a wish for
//! another name, with `webhook_configuration` a callback of its own.

use super::call::Call;
use super::reply::{Reply, internal};
use super::sender_callback;
use super::senders_add::unfit;
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::registration::{pin, refused};

pub(super) async fn change(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    if let Some(configuration) = call.params.get("webhook_configuration") {
        return sender_callback::change(call, sender, configuration).await;
    }
    let name = call.text("new_display_name");
    // With neither, the PIN is named as what is missing.
    if name.is_none() || call.params.contains_key("pin") {
        let done = call.engine().set_pin(sender, &pin(&call.params)?).await;
        done.map_err(internal)?.map_err(refused)?;
    }
    if let Some(name) = name {
        let done = call.engine().ask_name(sender, &name).await;
        done.map_err(unfit)?.map_err(kurier_wire::sender::refused)?;
    }
    Ok(answer::success().into())
}
