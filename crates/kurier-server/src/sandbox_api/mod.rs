//! Scripted people, a movable clock and deliberate faults; mounted only in the sandbox and the demo.
//!
//! A scripted person acts through the same calls of the engine as a person with a device.

mod allow;
mod block;
mod clock;
mod dns;
mod enter;
mod find;
mod messages;
pub mod numbers;
mod people;
mod play;
mod react;
mod read;
mod report;
mod say;
mod stream;
mod tap;
mod templates;
mod webhook_faults;
mod withdraw;

use crate::people_api::fault::Fault;
use crate::people_api::wrong_method;
use crate::state::{App, Sandbox};
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes under `/sandbox/v1`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/clock", get(clock::show).post(clock::advance))
        .route("/dns", post(dns::set))
        .route("/numbers", get(numbers::list))
        .route("/people", post(people::create))
        .route("/people/{person}/allow", post(allow::allow))
        .route("/people/{person}/withdraw", post(withdraw::withdraw))
        .route("/people/{person}/say", post(say::say))
        .route("/people/{person}/tap", post(tap::tap))
        .route("/people/{person}/read", post(read::read))
        .route("/people/{person}/play", post(play::play))
        .route("/people/{person}/react", post(react::react))
        .route("/people/{person}/block", post(block::block))
        .route("/people/{person}/report", post(report::report))
        .route("/people/{person}/messages", get(messages::list))
        .route("/webhook-faults", post(webhook_faults::set))
        .route("/templates/{template}/approve", post(templates::approve))
        .route("/templates/{template}/reject", post(templates::reject))
        .route("/templates/{template}/pause", post(templates::pause))
        .route("/stream", get(stream::stream))
        .route("/enter", get(enter::enter))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
}

async fn nothing_here() -> Fault {
    Fault::not_found("this address is")
}

/// The sandbox's own parts; the routes exist only where they do.
fn sandbox(app: &App) -> Result<&Sandbox, Fault> {
    app.config.sandbox.as_ref().ok_or_else(|| Fault::not_found("the sandbox is"))
}
