//! Readings over HTTP: what collars' makers, network servers and herd programs post.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::post,
};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::{Broken, Form, Parcel, TABLE_BYTES};
use crate::live::Intake;

/// What the listener needs.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) intake: Intake,
    /// The bearer token that a sender must show.
    pub(crate) token: Arc<str>,
}

/// `POST /source/{form}`.
pub(crate) fn router(door: Door) -> Router {
    Router::new()
        .route("/source/{form}", post(receive))
        .layer(DefaultBodyLimit::max(TABLE_BYTES))
        .with_state(door)
}

/// Whether a request shows the token.
pub(crate) fn is_known(headers: &HeaderMap, token: &str) -> bool {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    !token.is_empty() && bool::from(shown.as_bytes().ct_eq(token.as_bytes()))
}

/// Says 200 only once everything is on disk; 422 when nothing of it could be used, so that nobody repeats it forever.
async fn receive(
    State(door): State<Door>,
    Path(form): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> axum::response::Response {
    if !is_known(&headers, &door.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(form) = Form::of(&form) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let source = format!("http {}", form.name());
    let taken = match &body {
        Ok(body) => door.intake.take(&source, form, None, body).await,
        Err(fault) => {
            let parcel = Parcel::broken(Broken::TooLarge, fault.body_text());
            door.intake.keep(&source, parcel).await
        }
    };
    match taken {
        Ok(receipt) => {
            let nothing = receipt.taken == 0 && !receipt.broken.is_empty();
            let status = if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let broken: Vec<_> = receipt
                .broken
                .iter()
                .map(|(code, detail)| json!({ "reason": code, "detail": detail }))
                .collect();
            (status, Json(json!({ "taken": receipt.taken, "broken": broken }))).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "readings could not be stored");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
