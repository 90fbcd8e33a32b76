//! The farm's own page, and its events for herd programs.

mod html;
mod icar;
mod show;
mod svg;

pub(crate) use icar::icar_router;

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::live::StatusHandle;

/// Nothing of the page comes from elsewhere, and it runs no scripts.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The page. It is meant for this machine or the farm's own network: it shows cows, not secrets.
pub(crate) fn router(status: StatusHandle) -> Router {
    Router::new().route("/", get(front)).with_state(status)
}

async fn front(State(status): State<StatusHandle>) -> Response {
    match show::page(&status).await {
        Ok(text) => {
            let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            ([policy], Html(text)).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "the page could not be written");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
