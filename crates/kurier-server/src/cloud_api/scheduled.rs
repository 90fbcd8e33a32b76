//! `GET /{message}` of a scheduled message: when it is to go, and what became of it.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_policy::id::MessageRef;
use kurier_store::port::StoreError;
use kurier_store::record::Scheduled;
use kurier_wire::error::{self, WireError};
use serde_json::{Value, json};

pub(super) async fn show(call: &Call, number: i64) -> Result<Reply, WireError> {
    let found = call.engine().store().scheduled(call.business().id, number).await;
    let found = found.map_err(|fault| told(call, fault, number, "GET"))?;
    Ok(view(call, &found).into())
}

/// What belongs to others is told like what does not exist.
pub(super) fn told(call: &Call, fault: StoreError, number: i64, method: &str) -> WireError {
    match fault {
        StoreError::NotFound(_) => error::unknown_object(&id(call, number), method),
        other => of_store(other),
    }
}

fn id(call: &Call, number: i64) -> String {
    call.engine().keys().wamid.encode(MessageRef::scheduled(call.business().id, number))
}

pub(super) fn view(call: &Call, one: &Scheduled) -> Value {
    let message = one.message.map(|message| call.engine().keys().wamid.encode(message));
    json!({
        "id": id(call, one.id),
        "messaging_product": "whatsapp",
        "status": one.state.name(),
        "send_at": one.due_at.seconds(),
        "timestamp": one.created_at.seconds().to_string(),
        "settled_at": one.settled_at.map(|at| at.seconds().to_string()),
        "phone_number_id": one.sender.to_string(),
        "to": one.input,
        "biz_opaque_callback_data": one.outbound.opaque,
        "message_id": message,
    })
}
