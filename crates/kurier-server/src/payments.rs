//! `POST /payments/stripe`: what the payment provider tells. Genuine by its signature; everything else is refused.

use crate::people_api::fault::Fault;
use crate::state::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use kurier_engine::psp::{EVENT_MAX, NOT_SET_UP};
use serde_json::{Value, json};
use std::sync::Arc;

/// The header with the signature.
const SIGNATURE: &str = "stripe-signature";

pub(crate) fn routes() -> Router<Arc<App>> {
    let bound = DefaultBodyLimit::max(EVENT_MAX);
    Router::new().route("/payments/stripe", post(stripe).layer(bound))
}

async fn stripe(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Fault> {
    let Some(psp) = app.psp.get() else {
        return Err(Fault::new(NOT_SET_UP, "no payment provider is set up here"));
    };
    let body = body.map_err(|_| Fault::new("file_too_large", "an event is at most 512 KiB"))?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    app.engine.hear_payment(&**psp, &body, signature.unwrap_or_default()).await?;
    Ok(Json(json!({ "received": true })))
}
