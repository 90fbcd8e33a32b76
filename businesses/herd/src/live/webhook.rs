//! What the server brings: messages and taps of people.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, RawQuery, State},
    http::{HeaderMap, StatusCode},
    routing::get,
};
use kurier_wire::{client::WebhookRefused, client::WebhookVerifier, signature};

use super::clock::{Bell, Clock};
use crate::memory::{self, Memory};

/// Longest webhook body that is taken.
const LONGEST_BODY_BYTES: usize = 1024 * 1024;

/// What the listener needs.
#[derive(Clone)]
pub(super) struct Listener {
    pub(super) verifier: WebhookVerifier,
    pub(super) memory: Memory,
    pub(super) bell: Bell,
    pub(super) clock: Clock,
}

pub(super) fn router(listener: Listener) -> Router {
    Router::new()
        .route("/webhook", get(handshake).post(receive))
        .layer(DefaultBodyLimit::max(LONGEST_BODY_BYTES))
        .with_state(listener)
}

async fn handshake(
    State(listener): State<Listener>,
    RawQuery(query): RawQuery,
) -> (StatusCode, String) {
    match listener.verifier.handshake(&query.unwrap_or_default()) {
        Some(challenge) => (StatusCode::OK, challenge),
        None => (StatusCode::FORBIDDEN, String::new()),
    }
}

/// Says 200 only once everything is on disk; the server repeats whatever was not.
async fn receive(State(listener): State<Listener>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = headers.get(signature::HEADER).and_then(|value| value.to_str().ok());
    let events = match listener.verifier.read(header, &body) {
        Ok(events) => events,
        Err(WebhookRefused::Signature) => return StatusCode::UNAUTHORIZED,
        Err(WebhookRefused::Body(fault)) => {
            tracing::warn!(%fault, "a signed webhook could not be read");
            return StatusCode::BAD_REQUEST;
        }
    };
    let now = listener.clock.now();
    match listener.memory.work(move |tx| memory::take_events(tx, &events, now)).await {
        Ok(news) => {
            if news {
                listener.bell.ring();
            }
            StatusCode::OK
        }
        Err(fault) => {
            tracing::error!(%fault, "a webhook could not be stored");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
