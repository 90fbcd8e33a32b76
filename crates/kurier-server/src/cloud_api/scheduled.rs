//! `GET /{message}` of a scheduled message: when it is to go, and what became of it.

use super::call::Call;
use super::reply::{Reply, of_store};
use super::{message, messages};
use kurier_policy::id::MessageRef;
use kurier_store::port::StoreError;
use kurier_store::record::{Held, Scheduled, ScheduledState};
use kurier_wire::error::{self, WireError};
use serde_json::{Value, json};

pub(super) async fn show(call: &Call, number: i64) -> Result<Reply, WireError> {
    let found = call.engine().store().scheduled(call.business().id, number).await;
    let found = found.map_err(|fault| told(call, fault, number, "GET"))?;
    match became(&found) {
        // Boxed: a message is shown by what shows scheduled ones.
        Some(message) => Box::pin(message::show(call, message)).await,
        None => Ok(view(call, &found).into()),
    }
}

/// The message that a held one became, which goes by the same id.
pub(super) fn became(one: &Scheduled) -> Option<MessageRef> {
    one.message.filter(|_| one.held.as_ref().is_some_and(|held| held.is_known_by_it))
}

/// Why it waits, if not for its time alone.
fn held(one: &Scheduled) -> Option<&Held> {
    let is_waiting = matches!(one.state, ScheduledState::Scheduled | ScheduledState::Going);
    one.held.as_ref().filter(|_| is_waiting)
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
        "status": if held(one).is_some() { "held" } else { one.state.name() },
        "held": held(one).and_then(|held| held.evidence.hold).map(messages::held),
        "checks": one.held.as_ref().map(|held| held.evidence.trace_for_business()),
        "send_at": one.due_at.seconds(),
        "timestamp": one.created_at.seconds().to_string(),
        "settled_at": one.settled_at.map(|at| at.seconds().to_string()),
        "phone_number_id": one.sender.to_string(),
        "to": one.input,
        "biz_opaque_callback_data": one.outbound.opaque,
        "message_id": message,
    })
}
