//! `/livez` and `/readyz`: what a supervisor and a balancer ask, without a token.

use crate::observe::Expected;
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// The store must answer within this time.
const STORE_WITHIN: Duration = Duration::from_secs(1);

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/livez", get(alive)).route("/readyz", get(ready))
}

/// The process answers; nothing else is asked.
async fn alive() -> Response {
    Json(json!({ "status": "alive" })).into_response()
}

/// New work may come: the node is not draining, and the store answers a cheap read.
async fn ready(State(app): State<Arc<App>>) -> Response {
    if app.is_draining() {
        return not_ready("draining");
    }
    match timeout(STORE_WITHIN, app.engine.store().businesses(None, 1)).await {
        Ok(Ok(_)) => Json(json!({ "status": "ready" })).into_response(),
        Ok(Err(_)) => not_ready("store_unavailable"),
        Err(_) => not_ready("store_slow"),
    }
}

/// The reason is one of a few words: strangers can read it.
fn not_ready(reason: &'static str) -> Response {
    let body = Json(json!({ "status": "not_ready", "reason": reason }));
    (StatusCode::SERVICE_UNAVAILABLE, Extension(Expected), body).into_response()
}
