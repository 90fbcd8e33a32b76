//! `GET /kurier/v1/events`: the last 30 days of a business's event log, each event with the webhook
//! body that is sent for it and every attempt to deliver it.

use super::{bad_value, number, span};
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal, of_store};
use kurier_bus::Topic;
use kurier_engine::history::{Telling, WebhookState};
use kurier_engine::webhooks::{Span, page, webhook_id};
use kurier_policy::event::{Event, NO_SENDER};
use kurier_policy::id::EventSeq;
use kurier_store::record::Attempt;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page_up_to};
use kurier_wire::webhook::{FIELDS, Origin, field_of, write_event};
use serde_json::{Value, json};
use std::time::Duration;

/// Longest wait for an event.
const WAIT_MAX_S: i64 = 25;

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let field = call.text("field");
    if field.as_deref().is_some_and(|field| !FIELDS.contains(&field)) {
        return Err(bad_value(format!("field is one of {}.", FIELDS.join(", "))));
    }
    let mut span = match span::asked(call).await? {
        Some(span) => span,
        None => span::kept(call).await?,
    };
    if let Some(key) = &request.after {
        let place = key.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?;
        span.after = span.after.max(EventSeq(place));
    }
    let (events, seen) = look(call, span, field.as_deref(), request.limit).await?;
    let told = call.engine().tellings(call.business().id, &events).await.map_err(internal)?;
    let mut data = Vec::with_capacity(events.len());
    for (event, telling) in events.iter().zip(&told) {
        data.push(show(call, event, telling).await?);
    }
    let head = call.engine().store().event_head(call.business().id).await.map_err(of_store)?;
    let more = seen < head.min(span.to);
    Ok(page_up_to(&data, &seen.0.to_string(), more, &call.url()?).into())
}

/// Reads once, and once more when the log grew while waiting.
async fn look(
    call: &Call,
    span: Span,
    field: Option<&str>,
    limit: usize,
) -> Result<(Vec<Event>, EventSeq), WireError> {
    let (engine, business) = (call.engine(), call.business().id);
    let wait_s = number(call, "wait_s")?.unwrap_or(0).min(WAIT_MAX_S);
    let store = &**engine.store();
    // The watch begins before the first look, so that nothing falls between.
    let mut watch = engine.bus().watch(Topic::Events(business));
    let found = page(store, business, span, field, limit).await.map_err(of_store)?;
    if !found.0.is_empty() || wait_s == 0 {
        return Ok(found);
    }
    let mut stopping = call.app.stopping.clone();
    tokio::select! {
        _ = watch.next() => {}
        () = tokio::time::sleep(Duration::from_secs(wait_s.unsigned_abs())) => {}
        _ = stopping.changed() => {}
    }
    let rest = Span { after: found.1, ..span };
    page(store, business, rest, field, limit).await.map_err(of_store)
}

async fn show(call: &Call, event: &Event, told: &Telling) -> Result<Value, WireError> {
    let business = call.business().id;
    let sender = match event.sender {
        NO_SENDER => None,
        sender => Some(call.engine().store().sender(sender).await.map_err(of_store)?),
    };
    let origin = Origin {
        business,
        display_number: sender.as_ref().map_or("", |sender| sender.display_number.digits()),
        base: &call.app.config.base_url,
        key: &call.engine().keys().wamid,
    };
    let body = write_event(event, &origin).and_then(|body| serde_json::from_slice(&body).ok());
    let is_sent = body.is_some();
    Ok(json!({
        "event": event.seq.0,
        "id": webhook_id(business, event.seq),
        "timestamp": event.at.seconds(),
        "field": field_of(event),
        "phone_number_id": sender.map(|sender| sender.id.to_string()),
        "body": body.unwrap_or(Value::Null),
        "state": told.state.filter(|_| is_sent).map(WebhookState::name),
        "url": told.url.as_ref().filter(|_| is_sent),
        "attempts": told.attempts.iter().map(attempt).collect::<Vec<_>>(),
    }))
}

fn attempt(one: &Attempt) -> Value {
    json!({
        "number": one.number,
        "timestamp": one.at.seconds(),
        "url": one.url,
        "status": one.http_status,
        "error": one.error,
        "took_ms": one.took_ms,
    })
}
