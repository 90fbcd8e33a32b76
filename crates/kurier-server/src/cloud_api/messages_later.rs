//! `POST /{sender}/messages` with `send_at`: keeps a message until its time. Kurier's own addition to the Cloud API.

use super::call::Call;
use super::messages::{idempotency, refused};
use super::reply::{Reply, internal};
use kurier_engine::schedule::{AHEAD_MAX_S, Scheduling};
use kurier_policy::id::MessageRef;
use kurier_policy::outbound::Outbound;
use kurier_policy::time::Timestamp;
use kurier_store::record::NewScheduled;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};

/// The time, if it lies ahead and not too far.
pub(super) fn check(call: &Call, at: Timestamp) -> Result<Timestamp, WireError> {
    let now = call.engine().clock().now();
    if at > now && at <= now.plus_s(AHEAD_MAX_S) {
        return Ok(at);
    }
    Err(GraphError::of(&error::TIME_NOT_AHEAD).boxed())
}

pub(super) async fn schedule(
    call: &Call,
    outbound: Outbound,
    input: String,
    due_at: Timestamp,
) -> Result<Reply, WireError> {
    let (engine, business) = (call.engine(), outbound.business);
    let key = idempotency(call, outbound.sender);
    let to = outbound.to.clone();
    let new = NewScheduled { outbound, input: input.clone(), due_at, held: None };
    match engine.schedule(new, key).await.map_err(internal)? {
        Scheduling::Kept { scheduled, replayed } => {
            let message = MessageRef::scheduled(business, scheduled.id);
            let id = engine.keys().wamid.encode(message);
            let mut answer = answer::sent(&input, &to, &id, false);
            for message in &mut answer.messages {
                message.message_status = Some("scheduled".to_owned());
            }
            Ok(Reply::of(&answer, replayed))
        }
        Scheduling::Refused { refusal, evidence } => Err(refused(refusal, &evidence)),
        Scheduling::KeyReused => Err(GraphError::of(&error::IDEMPOTENCY_KEY_REUSED).boxed()),
        Scheduling::Full => Err(GraphError::of(&error::TOO_MANY_SCHEDULED).boxed()),
    }
}
