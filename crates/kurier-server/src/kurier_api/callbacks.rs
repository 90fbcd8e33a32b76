//! `GET /{business}/callbacks`: where webhooks go and how that goes; `POST …/{callback}/enable`
//! switches one on again, from where it stopped.

use super::owner::Owned;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use kurier_bus::{Topic, Wake};
use kurier_policy::id::BusinessId;
use kurier_store::record::{Scope, Subscription};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
) -> Result<Json<Value>, Fault> {
    let all = app.engine.store().subscriptions(business.id).await?;
    let head = app.engine.store().event_head(business.id).await?;
    let mut data = Vec::with_capacity(all.len());
    for one in &all {
        data.push(show(&app, one, head.0).await?);
    }
    Ok(Json(json!({ "data": data })))
}

pub(crate) async fn enable(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
    Path((_, callback)): Path<(BusinessId, i64)>,
) -> Result<Json<Value>, Fault> {
    let store = app.engine.store();
    let all = store.subscriptions(business.id).await?;
    let one = all.iter().find(|one| one.id == callback);
    let one = one.ok_or_else(|| Fault::not_found("this callback was"))?;
    // A replay that moves nothing.
    store.replay(one.id, one.cursor).await?;
    app.engine.bus().wake(Topic::AllEvents, Wake::Look);
    Ok(Json(json!({ "success": true })))
}

async fn show(app: &App, one: &Subscription, head: i64) -> Result<Value, Fault> {
    let store = app.engine.store();
    let (next_retry_at, waiting) = store.retry_outlook(one.id).await?;
    let (scope, sender) = match one.scope {
        Scope::App => ("app", None),
        Scope::Business => ("business", None),
        Scope::Sender(sender) => ("sender", Some(sender.to_string())),
    };
    Ok(json!({
        "id": one.id.to_string(),
        "scope": scope,
        "sender": sender,
        "url": one.callback_url,
        "fields": one.options.fields,
        "batch": one.options.batch,
        "cursor": one.cursor.0,
        "behind": head.saturating_sub(one.cursor.0),
        "waiting": waiting,
        "next_retry_timestamp": next_retry_at.map(|at| at.seconds()),
        "failing_since": one.failing_since.map(|at| at.seconds()),
        "disabled": one.disabled,
        "disabled_reason": reason(app, one).await?,
    }))
}

/// Why it is switched off, in a plain sentence.
async fn reason(app: &App, one: &Subscription) -> Result<Option<&'static str>, Fault> {
    if !one.disabled {
        return Ok(None);
    }
    let last = app.engine.store().attempts(one.id, None, 1).await?;
    let is_gone = last.first().is_some_and(|attempt| attempt.http_status == Some(410));
    Ok(Some(if is_gone {
        "The endpoint answered 410: it wants no more."
    } else {
        "Every attempt failed for five days."
    }))
}
