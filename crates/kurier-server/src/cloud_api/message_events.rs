//! `GET /{message}/events`: the statuses of one message, and how each was told.

use super::call::Call;
use super::message::told;
use super::reply::Reply;
use kurier_engine::history::Told;
use kurier_policy::id::{EventSeq, MessageRef};
use kurier_policy::status::Status;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, encode, page};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call, message: MessageRef) -> Result<Reply, WireError> {
    let (events, more) = events(call, message, "GET").await?;
    let edge = |(key, mut node): (String, Value)| {
        let cursor = encode(&key);
        node["occurrence_timestamp"] = node["timestamp"].clone();
        node["status_timestamp"] = node["timestamp"].take();
        if let Some(members) = node.as_object_mut() {
            members.remove("timestamp");
        }
        (key, json!({ "cursor": cursor, "node": node }))
    };
    Ok(page(events.into_iter().map(edge).collect(), more, &call.url()?).into())
}

/// A page of a message's events with their keys, and whether more follow.
pub(super) async fn events(
    call: &Call,
    message: MessageRef,
    method: &str,
) -> Result<(Vec<(String, Value)>, bool), WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after = match &request.after {
        None => EventSeq(0),
        Some(key) => {
            let place = key.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?;
            EventSeq(place)
        }
    };
    let engine = call.engine();
    let wamid = engine.keys().wamid.encode(message);
    let history = engine.message_history(call.business().id, message).await;
    let mut history = history.map_err(|error| told(error, &wamid, method))?;
    history.retain(|one| one.event.seq > after);
    let more = history.len() > request.limit;
    history.truncate(request.limit);
    let shown = |one: &Told| (one.event.seq.0.to_string(), view(call, one));
    Ok((history.iter().map(shown).collect(), more))
}

fn view(call: &Call, one: &Told) -> Value {
    let error = one.refusal.filter(|_| one.status == Status::Failed);
    let error = error.map(|refusal| GraphError::of_refusal(refusal, None).details.into_owned());
    let mut shown = json!({
        "id": kurier_engine::webhooks::webhook_id(call.business().id, one.event.seq),
        "delivery_status": word(one.status),
        "timestamp": one.event.at.seconds(),
        "application": { "id": call.business().app.to_string() },
    });
    if let Some(state) = one.webhook {
        shown["webhook_update_state"] = json!(state.name());
    }
    if let Some(url) = &one.url {
        shown["webhook_uri"] = json!(url);
    }
    if let Some(error) = error {
        shown["error_description"] = json!(error);
    }
    shown
}

/// A status as the Cloud API's history calls it.
fn word(status: Status) -> &'static str {
    match status {
        Status::Accepted | Status::Held => "ACCEPTED",
        Status::Sent => "SENT",
        Status::Delivered => "DELIVERED",
        Status::Read => "READ",
        Status::Played => "PLAYED",
        Status::Failed => "FAILED",
        Status::Recalled => "DELETED",
    }
}
