//! The HTTP fronts of Kurier. Each handler extracts, calls the engine once, and maps the answer.
//!
//! * `cloud_api` — what businesses' programs speak: the WhatsApp Cloud API.
//! * `people_api` — what the messenger speaks: HTTP and one WebSocket.
//! * `console_api` — what the operator's command line speaks.
//! * `sandbox_api` — scripted people and a movable clock; only in the sandbox.
//! * `assets` — the web app inside the binary.
//! * `media` — files at addresses that prove themselves.
//! * `contract` — what is published about all of them; `docs` shows it.
//! * `probes` — what a supervisor and a balancer ask.

pub mod assets;
pub mod auth;
pub mod cloud_api;
pub mod console_api;
pub mod contract;
mod docs;
mod headers;
mod incoming;
mod media;
pub mod observe;
mod payments;
pub mod people_api;
mod pilot;
mod prices;
mod probes;
pub mod qr;
pub mod sandbox_api;
mod sockets;
pub mod state;
mod transparency;
mod usage;

pub use auth::address::Proxies;
pub use sockets::Sockets;
pub use state::{App, Config, Operators, PublicBase, Sandbox, Secret};
pub use usage::CallMeter;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use std::sync::Arc;

/// Largest body of any request: 1 MiB, far above every documented limit of a message.
const BODY_MAX: usize = 1024 * 1024;

/// All routes of this installation.
pub fn router(app: Arc<App>) -> Router {
    let mut routes = Router::new()
        .nest("/people/v1", people_api::routes())
        .nest("/console/v1", console_api::routes());
    if app.config.sandbox.is_some() {
        routes = routes.nest("/sandbox/v1", sandbox_api::routes());
    }
    let watching =
        observe::Watching { app: Arc::clone(&app), meter: Arc::new(observe::HttpMeter::default()) };
    routes
        .merge(assets::routes())
        .merge(docs::routes())
        .merge(media::routes())
        .merge(probes::routes())
        .merge(payments::routes())
        .merge(pilot::routes())
        .merge(prices::routes())
        .merge(transparency::routes())
        .fallback(cloud_api::dispatch)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), headers::secure))
        .layer(middleware::from_fn_with_state(watching, observe::watch))
        .with_state(app)
}
