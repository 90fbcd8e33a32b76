//! `GET /businesses/{business}/events`: its events with the exact webhook body of each. With
//! `wait_s` the answer is held back until there is one.

use super::extract::{Id, Params, page_size};
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_bus::Topic;
use kurier_engine::webhooks::webhook_id;
use kurier_policy::event::{Event, NO_SENDER};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_store::record::Business;
use kurier_wire::webhook::{Origin, write_event};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

const PAGE_MAX: u32 = 200;
/// Longest wait for an event.
const WAIT_MAX_S: u64 = 25;

#[derive(Deserialize)]
pub(crate) struct Query {
    /// Events after this one; default: after the newest.
    #[serde(default)]
    after: Option<i64>,
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    wait_s: u64,
}

#[derive(Serialize)]
pub(crate) struct Page {
    events: Vec<Shown>,
    /// `after` of the next call.
    next: i64,
}

#[derive(Serialize)]
struct Shown {
    seq: i64,
    at: i64,
    /// `webhook-id` of every delivery of it.
    id: String,
    /// The exact bytes to sign and send; ASCII.
    body: String,
    /// `X-Hub-Signature-256` over them.
    signature: String,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Params(query): Params<Query>,
) -> Result<Json<Page>, Fault> {
    let business = app.engine.store().business(business).await?;
    let after = match query.after {
        Some(after) => EventSeq(after.max(0)),
        None => app.engine.store().event_head(business.id).await?,
    };
    let limit = page_size(query.limit, PAGE_MAX);
    let events = follow(&app, business.id, after, limit, query.wait_s).await?;
    let next = events.last().map_or(after, |event| event.seq);
    let mut shown = Vec::with_capacity(events.len());
    for event in &events {
        shown.extend(show(&app, &business, event).await?);
    }
    Ok(Json(Page { events: shown, next: next.0 }))
}

/// Reads once, and once more when the log grew while waiting.
async fn follow(
    app: &App,
    business: BusinessId,
    after: EventSeq,
    limit: u32,
    wait_s: u64,
) -> Result<Vec<Event>, Fault> {
    let store = app.engine.store();
    // The watch begins before the first look, so that nothing falls between.
    let mut watch = app.engine.bus().watch(Topic::Events(business));
    let events = store.follow_events(business, after, limit).await?;
    if !events.is_empty() || wait_s == 0 {
        return Ok(events);
    }
    let mut stopping = app.stopping.clone();
    tokio::select! {
        _ = watch.next() => {}
        () = tokio::time::sleep(Duration::from_secs(wait_s.min(WAIT_MAX_S))) => {}
        _ = stopping.changed() => {}
    }
    Ok(store.follow_events(business, after, limit).await?)
}

/// `None` for an event that has no webhook.
async fn show(app: &App, business: &Business, event: &Event) -> Result<Option<Shown>, Fault> {
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
    let Some(body) = write_event(event, &origin) else { return Ok(None) };
    Ok(Some(Shown {
        seq: event.seq.0,
        at: event.at.0,
        id: webhook_id(business.id, event.seq),
        signature: kurier_wire::signature::sign(&business.app_secret, &body),
        body: String::from_utf8_lossy(&body).into_owned(),
    }))
}
