//! Headers that every answer carries.

use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// What pages may load, followed by who may frame them; whole texts, because every answer carries one.
macro_rules! policy {
    ($frames:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; ",
            "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; ",
            "form-action 'none'; ",
            $frames
        )
    };
}

const CSP: &str = policy!("frame-ancestors 'none'");
/// The demo shows the messenger inside its own page; nobody else may frame it.
const CSP_OF_SANDBOX: &str = policy!("frame-src 'self'; frame-ancestors 'self'");

pub(crate) async fn secure(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let (policy, frame_options) =
        if app.config.sandbox.is_some() { (CSP_OF_SANDBOX, "SAMEORIGIN") } else { (CSP, "DENY") };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(frame_options));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
