//! `POST /{business}/replay`: posts events again, with the ids they had.

use super::owner::Owned;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_bus::{Topic, Wake};
use kurier_engine::webhooks::{EVENTS_KEPT_S, Replayed, Span, ends_before, replay as again};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replay {
    /// One event.
    #[serde(default)]
    event: Option<i64>,
    /// The first event …
    #[serde(default)]
    from: Option<i64>,
    /// … and the last.
    #[serde(default)]
    to: Option<i64>,
    /// From this second on …
    #[serde(default)]
    since: Option<i64>,
    /// … before this second.
    #[serde(default)]
    until: Option<i64>,
}

#[derive(Serialize)]
pub(crate) struct Done {
    success: bool,
    /// Deliveries that come again.
    events: u64,
}

pub(crate) async fn replay(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
    Body(body): Body<Replay>,
) -> Result<Json<Done>, Fault> {
    let store = &**app.engine.store();
    let now = app.engine.clock().now();
    let oldest = ends_before(store, business.id, now.plus_s(-EVENTS_KEPT_S)).await?;
    let mut span = span(&app, business.id, &body).await?;
    span.after = span.after.max(oldest);
    if span.to <= span.after {
        return Err(Fault::not_found("no event of the last 30 days in this range was"));
    }
    match again(store, business.id, span, now).await? {
        Replayed::Events(events) => {
            app.engine.bus().wake(Topic::AllEvents, Wake::Look);
            app.engine.bus().wake(Topic::AllEvents, Wake::Events(business.id));
            Ok(Json(Done { success: true, events }))
        }
        Replayed::TooMany => Err(Fault::bad_request(
            "a range that ends before the newest event has at most 1,000 events; leave its end out, or ask for less",
        )),
    }
}

async fn span(app: &App, business: BusinessId, body: &Replay) -> Result<Span, Fault> {
    let newest = EventSeq(i64::MAX);
    match (body.event, body.from, body.since) {
        (Some(event), None, None) if body.to.is_none() && body.until.is_none() => {
            let head = app.engine.store().event_head(business).await?;
            if !(1..=head.0).contains(&event) {
                return Err(Fault::not_found("this event was"));
            }
            Ok(Span { after: EventSeq(event.saturating_sub(1)), to: EventSeq(event) })
        }
        (None, Some(from), None) if from >= 1 && body.until.is_none() => Ok(Span {
            after: EventSeq(from.saturating_sub(1)),
            to: body.to.map_or(newest, EventSeq),
        }),
        (None, None, Some(since)) if body.to.is_none() => {
            let store = &**app.engine.store();
            let at = Timestamp::from_seconds;
            let to = match body.until {
                Some(until) => ends_before(store, business, at(until)).await?,
                None => newest,
            };
            Ok(Span { after: ends_before(store, business, at(since)).await?, to })
        }
        _ => Err(Fault::bad_request("give event, or from and perhaps to, or since and perhaps until")),
    }
}
