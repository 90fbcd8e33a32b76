//! `POST /{business}/phone_numbers`: adds a sender, whose number is still to be proved and whose name to be allowed.

use super::call::Call;
use super::once;
use super::reply::{Reply, internal};
use kurier_engine::EngineError;
use kurier_engine::senders::NewSender;
use kurier_store::record::{AddedSender, Business, IdempotencyKey};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::{params, sender};
use serde_json::{Value, json};

pub(super) async fn add(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let Some(key) = call.idempotency_key.clone() else {
        return Ok(added(call, business).await?.into());
    };
    let digest = params::digest(&format!("{}/phone_numbers", business.id), &call.params);
    let key = IdempotencyKey { key, digest };
    if let Some(reply) = once::earlier(&call.app, business.id, &key).await? {
        return Ok(reply);
    }
    match added(call, business).await {
        Ok(made) => Ok(once::keep(&call.app, business.id, key, &made).await?.0),
        // Of two at once, the other may have added it.
        Err(fault) => once::earlier(&call.app, business.id, &key).await?.ok_or(fault),
    }
}

async fn added(call: &Call, business: &Business) -> Result<Value, WireError> {
    let (display_number, name) = sender::parse_new(&call.params)?;
    let new = NewSender { business: business.id, display_number, name };
    let (added, sender) = call.engine().add_sender(new).await.map_err(unfit)?;
    let entry = match added {
        AddedSender::Done => return Ok(json!({ "id": sender.id.to_string() })),
        AddedSender::NumberTaken => &error::NUMBER_TAKEN,
        AddedSender::NumberRests => &error::NUMBER_RESTS,
        AddedSender::Full => &error::SENDERS_FULL,
    };
    Err(GraphError::of(entry).boxed())
}

/// What the engine has against a name.
pub(super) fn unfit(error: EngineError) -> WireError {
    match error {
        EngineError::Invalid { .. } => GraphError::of(&error::NAME_UNFIT).boxed(),
        other => internal(other),
    }
}
