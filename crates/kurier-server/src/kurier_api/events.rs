//! `GET /{business}/events`: the event log of the last 30 days, with the exact body of each webhook.

use super::owner::Owned;
use crate::console_api::extract::{Params, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_bus::Topic;
use kurier_engine::webhooks::{EVENTS_KEPT_S, Span, ends_before, page, webhook_id};
use kurier_policy::event::{Event, NO_SENDER};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::Timestamp;
use kurier_store::record::Business;
use kurier_wire::webhook::{FIELDS, Origin, field_of, write_event};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;

const PAGE_MAX: u32 = 200;
/// Longest wait for an event.
const WAIT_MAX_S: u64 = 25;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Events after this one.
    #[serde(default)]
    after: Option<i64>,
    /// Events from this second on.
    #[serde(default)]
    since: Option<i64>,
    /// Events before this second.
    #[serde(default)]
    until: Option<i64>,
    /// Events of this field.
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
    /// Hold an empty answer back so long.
    #[serde(default)]
    wait_s: u64,
}

#[derive(Serialize)]
pub(crate) struct Page {
    data: Vec<Shown>,
    /// `after` of the next call.
    next: i64,
    /// The newest event of the log.
    head: i64,
}

#[derive(Serialize)]
struct Shown {
    event: i64,
    /// `webhook-id` of every delivery of it.
    id: String,
    timestamp: i64,
    field: &'static str,
    /// The webhook body, the same bytes as are sent; null for an event without a webhook.
    body: Option<Box<RawValue>>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
    Params(query): Params<Query>,
) -> Result<Json<Page>, Fault> {
    if let Some(field) = query.field.as_deref()
        && !FIELDS.contains(&field)
    {
        return Err(Fault::bad_request(format!("field must be one of {}", FIELDS.join(", "))));
    }
    let span = span(&app, business.id, &query).await?;
    let limit = page_size(query.limit, PAGE_MAX) as usize;
    let (events, seen) = look(&app, business.id, span, &query, limit).await?;
    let mut data = Vec::with_capacity(events.len());
    for event in &events {
        data.push(show(&app, &business, event).await?);
    }
    let head = app.engine.store().event_head(business.id).await?;
    Ok(Json(Page { data, next: seen.0, head: head.0 }))
}

/// The part of the log that was asked for, as far as it is kept.
async fn span(app: &App, business: BusinessId, query: &Query) -> Result<Span, Fault> {
    let store = &**app.engine.store();
    let oldest = app.engine.clock().now().plus_s(-EVENTS_KEPT_S);
    let since = query.since.map_or(oldest, |since| Timestamp::from_seconds(since).max(oldest));
    let mut after = ends_before(store, business, since).await?;
    after = after.max(EventSeq(query.after.unwrap_or(0)));
    let to = match query.until {
        Some(until) => ends_before(store, business, Timestamp::from_seconds(until)).await?,
        None => EventSeq(i64::MAX),
    };
    Ok(Span { after, to })
}

/// Reads once, and once more when the log grew while waiting.
async fn look(
    app: &App,
    business: BusinessId,
    span: Span,
    query: &Query,
    limit: usize,
) -> Result<(Vec<Event>, EventSeq), Fault> {
    let (store, field) = (&**app.engine.store(), query.field.as_deref());
    // The watch begins before the first look, so that nothing falls between.
    let mut watch = app.engine.bus().watch(Topic::Events(business));
    let found = page(store, business, span, field, limit).await?;
    if !found.0.is_empty() || query.wait_s == 0 || query.until.is_some() {
        return Ok(found);
    }
    let mut stopping = app.stopping.clone();
    tokio::select! {
        _ = watch.next() => {}
        () = tokio::time::sleep(Duration::from_secs(query.wait_s.min(WAIT_MAX_S))) => {}
        _ = stopping.changed() => {}
    }
    Ok(page(store, business, Span { after: found.1, ..span }, field, limit).await?)
}

async fn show(app: &App, business: &Business, event: &Event) -> Result<Shown, Fault> {
    let sender = match event.sender {
        NO_SENDER => None,
        sender => Some(app.engine.store().sender(sender).await?),
    };
    let origin = Origin {
        business: business.id,
        display_number: sender.as_ref().map_or("", |sender| sender.display_number.digits()),
        base: &app.config.base_url,
        key: &app.engine.keys().wamid,
    };
    let body = write_event(event, &origin).and_then(|body| String::from_utf8(body).ok());
    Ok(Shown {
        event: event.seq.0,
        id: webhook_id(business.id, event.seq),
        timestamp: event.at.seconds(),
        field: field_of(event),
        body: body.and_then(|body| RawValue::from_string(body).ok()),
    })
}
