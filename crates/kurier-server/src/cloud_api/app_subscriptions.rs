//! `POST /{app}/subscriptions`: the app's callback, set with the app's own token
//! (`APP_ID|APP_SECRET`).

use super::caller::Caller;
use super::path::GraphPath;
use super::reply::{Reply, internal};
use super::subscribed_apps;
use crate::state::App;
use axum::http::Method;
use axum::http::request::Parts;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use serde_json::Value;
use std::sync::Arc;

pub(super) async fn serve(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    caller: &Caller,
    params: &Params,
) -> Result<Reply, WireError> {
    let business = &caller.business;
    if path.node != business.app.to_string() {
        return Err(error::unknown_object(&path.node, parts.method.as_str()));
    }
    if parts.method == Method::DELETE {
        let store = app.engine.store();
        store.unsubscribe(business.id).await.map_err(|error| internal(error.into()))?;
        return Ok(answer::success().into());
    }
    if parts.method != Method::POST {
        return Err(error::unknown_object(&path.node, parts.method.as_str()));
    }
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let Some(url) = text("callback_url") else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("callback_url says where webhooks go.")
            .boxed());
    };
    subscribed_apps::subscribe(app, business, url, text("verify_token").unwrap_or_default()).await
}
