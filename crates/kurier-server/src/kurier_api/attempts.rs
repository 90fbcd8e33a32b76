//! `GET /{business}/attempts`: what became of each attempt to deliver, newest first.

use super::owner::Owned;
use crate::console_api::extract::{Params, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::webhooks::{EVENTS_KEPT_S, webhook_id};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_store::record::Attempt;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE_MAX: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Only those of this event.
    #[serde(default)]
    event: Option<i64>,
    /// Only those of this callback.
    #[serde(default)]
    callback: Option<i64>,
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
    Params(query): Params<Query>,
) -> Result<Json<Value>, Fault> {
    let store = app.engine.store();
    let limit = page_size(query.limit, PAGE_MAX);
    let oldest = app.engine.clock().now().plus_s(-EVENTS_KEPT_S);
    let mut found = Vec::new();
    for one in store.subscriptions(business.id).await? {
        if query.callback.is_none_or(|wanted| wanted == one.id) {
            let made = store.attempts(one.id, query.event.map(EventSeq), limit).await?;
            found.extend(made.into_iter().map(|attempt| (one.id, attempt)));
        }
    }
    found.retain(|(_, attempt)| attempt.at >= oldest);
    found.sort_by_key(|(_, attempt)| std::cmp::Reverse((attempt.at, attempt.event)));
    found.truncate(limit as usize);
    let data: Vec<Value> =
        found.iter().map(|(callback, attempt)| show(business.id, *callback, attempt)).collect();
    Ok(Json(json!({ "data": data })))
}

fn show(business: BusinessId, callback: i64, attempt: &Attempt) -> Value {
    json!({
        "event": attempt.event.0,
        "id": webhook_id(business, attempt.event),
        "callback": callback.to_string(),
        "url": attempt.url,
        "number": attempt.number,
        "timestamp": attempt.at.seconds(),
        "status": attempt.http_status,
        "error": attempt.error,
        "took_ms": attempt.took_ms,
    })
}
