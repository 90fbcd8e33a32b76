//! Files on their way out: the address that proves itself, and the answer that every front gives for a file.

mod address;
mod answer;
mod flow;
mod range;

pub(crate) use answer::{File, Place};

use crate::state::App;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// The routes under `/media`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/media/{address}", get(address::show))
        .route("/media/flows/{address}", get(flow::show))
}
