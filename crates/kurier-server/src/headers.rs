//! Headers that every answer carries.

use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// What pages may load, followed by who may frame them; values, not texts, because every answer carries
/// one and would check it letter by letter.
macro_rules! policy {
    ($frames:literal) => {
        HeaderValue::from_static(concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; ",
            "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; ",
            "form-action 'none'; ",
            $frames
        ))
    };
}

static CSP: HeaderValue = policy!("frame-ancestors 'none'");
/// The demo shows the messenger inside its own page; nobody else may frame it.
static CSP_OF_SANDBOX: HeaderValue = policy!("frame-src 'self'; frame-ancestors 'self'");

/// A value, not a text, for the same reason.
static OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

pub(crate) async fn secure(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let (policy, frame_options) =
        if app.config.sandbox.is_some() { (&CSP_OF_SANDBOX, "SAMEORIGIN") } else { (&CSP, "DENY") };
    // Files bring a stricter one.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy.clone());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(frame_options));
    headers.insert(OPENER_POLICY.clone(), HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
