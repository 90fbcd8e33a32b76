//! What Kurier tells a business beside the Cloud API: its event log, the attempts to deliver it, its
//! callbacks and its app's secrets. Bearer: a token of the business, its app's token, or the operator's.
//! JSON; times in seconds since 1970 UTC; ids as decimal strings.

mod attempts;
mod callbacks;
mod events;
mod owner;
mod replay;
mod secret;

use crate::people_api::fault::Fault;
use crate::people_api::wrong_method;
use crate::state::App;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes under `/kurier/v1`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/{business}/events", get(events::list))
        .route("/{business}/replay", post(replay::replay))
        .route("/{business}/attempts", get(attempts::list))
        .route("/{business}/callbacks", get(callbacks::list))
        .route("/{business}/callbacks/{callback}/enable", post(callbacks::enable))
        .route("/{business}/secret", get(secret::show))
        .route("/{business}/secret/next", post(secret::begin))
        .route("/{business}/secret/switch", post(secret::switch))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
}

async fn nothing_here() -> Fault {
    Fault::not_found("this address is")
}
