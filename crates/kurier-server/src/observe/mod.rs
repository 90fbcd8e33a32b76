//! What operators see of each request: a trace id, a span, two metrics, and one log line if it fails.

mod http_meter;
mod trace;

pub(crate) use http_meter::HttpMeter;
pub use trace::Trace;

use crate::state::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::{Instrument, Span, field};

/// Carries the trace id of every answer; a value, for a text would be checked each time.
static TRACE_HEADER: HeaderName = HeaderName::from_static("x-trace-id");

/// Told of the span of each request: lets the wiring tie it to the caller's trace.
pub type SpanHook = fn(&Span, &Trace);

/// The pattern a request matched, where no route of the router says it: put into the answer by the
/// business API, whose paths are all one route.
#[derive(Clone, Copy)]
pub(crate) struct Pattern(pub(crate) &'static str);

/// Why an answer is a failure: put into it by whoever knows, logged once, here.
#[derive(Clone)]
pub(crate) struct Cause(pub(crate) Cow<'static, str>);

/// Marks an answer that looks like a failure but is what was asked for: a probe's.
#[derive(Clone, Copy)]
pub(crate) struct Expected;

/// The state of the layer.
#[derive(Clone)]
pub(crate) struct Watching {
    pub(crate) app: Arc<App>,
    pub(crate) meter: Arc<HttpMeter>,
}

pub(crate) async fn watch(
    State(watching): State<Watching>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let trace = Trace::of(request.headers(), watching.app.engine.entropy());
    request.extensions_mut().insert(trace);
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    // Below the usual level of the log: without a reader it costs a comparison.
    let span = tracing::debug_span!(
        "request", otel.kind = "server", trace_id = %trace, %method,
        route = field::Empty, status = field::Empty, duration_ms = field::Empty,
    );
    if let (Some(hook), false) = (watching.app.config.span_hook, span.is_disabled()) {
        hook(&span, &trace);
    }
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(value) = trace.header() {
        response.headers_mut().insert(TRACE_HEADER.clone(), value);
    }
    let pattern = response.extensions().get::<Pattern>().map_or("other", |pattern| pattern.0);
    let route = matched.as_ref().map_or(pattern, MatchedPath::as_str);
    let (status, took) = (response.status(), begun.elapsed());
    watching.meter.record(route, &method, status, took);
    span.record("route", route);
    span.record("status", status.as_u16());
    span.record("duration_ms", whole_ms(took));
    tell(&response, &trace, &method, route, took);
    response
}

/// One line for each request: of a failure always, of others for those who ask for it.
fn tell(response: &Response, trace: &Trace, method: &Method, route: &str, took: Duration) {
    let status = response.status();
    let (number, duration_ms) = (status.as_u16(), whole_ms(took));
    let is_expected = response.extensions().get::<Expected>().is_some();
    if !status.is_server_error() || is_expected {
        tracing::debug!(trace_id = %trace, %method, route, status = number, duration_ms, "answered");
        return;
    }
    let cause = response.extensions().get::<Cause>().map_or("", |cause| &cause.0);
    // "Come back later" is no defect of this program; everything else is.
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(
            trace_id = %trace, %method, route, status = number, duration_ms, cause, "request failed"
        );
    } else {
        tracing::error!(
            trace_id = %trace, %method, route, status = number, duration_ms, cause, "request failed"
        );
    }
}

fn whole_ms(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
