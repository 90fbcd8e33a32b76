//! The answer of a call, with Graph's headers; and the one place where an error becomes an answer.

use super::path;
use crate::observe::{Cause, Pattern, Trace};
use crate::state::App;
use crate::usage::Usage;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri, header};
use kurier_engine::EngineError;
use kurier_engine::invoices::InvoiceFile;
use kurier_engine::meter;
use kurier_engine::observe::Observed;
use kurier_store::port::StoreError;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use serde_json::Value;

/// The version that answers name where the request names none.
const VERSION: &str = "v23.0";

/// As many headers as an answer carries.
const HEADERS: usize = 14;

// Values, not texts: every answer carries them and would check their names letter by letter.
static API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
static REQUEST_ID: HeaderName = HeaderName::from_static("x-fb-request-id");
static TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");
static APP_USAGE: HeaderName = HeaderName::from_static("x-app-usage");
static BUSINESS_USAGE: HeaderName = HeaderName::from_static("x-business-use-case-usage");

/// A successful answer.
pub(super) struct Reply {
    /// JSON.
    body: String,
    /// `Idempotent-Replayed: true`.
    is_replayed: bool,
    /// A file instead of JSON; what JSON there is names it.
    file: Option<Box<InvoiceFile>>,
}

impl Reply {
    /// Says one of our own types, which always serialise, without making a tree of it first.
    pub(super) fn of(body: &impl serde::Serialize, is_replayed: bool) -> Self {
        let body = serde_json::to_string(body).unwrap_or_default();
        Self { body, is_replayed, file: None }
    }

    /// Gives a file out.
    pub(super) fn file(file: InvoiceFile) -> Self {
        let named = serde_json::json!({ "file": file.name });
        Self { file: Some(Box::new(file)), ..Self::of(&named, false) }
    }
}

impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self::of(&body, false)
    }
}

/// What became of a call.
pub(super) struct Answered {
    pub(super) outcome: Result<Reply, WireError>,
    /// What the live view shows of the request.
    pub(super) asked: Option<Params>,
    /// Once it is known who calls.
    pub(super) usage: Option<Usage>,
}

impl Answered {
    pub(super) fn plain(outcome: Result<Reply, WireError>) -> Self {
        Self { outcome, asked: None, usage: None }
    }

    pub(super) fn refused(fault: WireError) -> Self {
        Self::plain(Err(fault))
    }
}

/// What the live view and the log show of a request: never a token.
pub(super) struct Shown {
    method: Method,
    uri: Uri,
    pattern: Pattern,
    trace: Option<Trace>,
}

impl Shown {
    pub(super) fn of(parts: &Parts, pattern: Pattern) -> Self {
        Self {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            pattern,
            trace: parts.extensions.get::<Trace>().copied(),
        }
    }
}

/// Writes the answer and shows the call to whoever looks.
pub(super) fn respond(app: &App, shown: &Shown, answered: Answered) -> Response<Body> {
    let Answered { outcome, asked, usage } = answered;
    let now = app.engine.clock().now();
    let cause = outcome.as_ref().err().filter(|fault| fault.http >= 500);
    let cause = cause.map(|fault| Cause(format!("{}: {}", fault.code, fault.details).into()));
    let (status, body, is_replayed, file) = match outcome {
        Ok(reply) => (200, reply.body, reply.is_replayed, reply.file),
        Err(fault) => (fault.http, fault.envelope(&named(shown.trace)).to_string(), false, None),
    };
    app.observer.show(|| Observed::Api {
        at: now,
        business: usage.as_ref().map(|usage| usage.business),
        trace: named(shown.trace),
        method: shown.method.to_string(),
        path: shown.uri.path().to_owned(),
        status,
        request: asked.map_or(Value::Null, Value::Object),
        response: serde_json::from_str(&body).unwrap_or_default(),
    });
    let mut response = answer(status, body, shown, is_replayed);
    if let Some(file) = file {
        give_out(&mut response, *file);
    }
    if let Some(usage) = usage {
        tell_usage(response.headers_mut(), &usage);
    }
    response.extensions_mut().insert(shown.pattern);
    if let Some(cause) = cause {
        response.extensions_mut().insert(cause);
    }
    response
}

/// Puts a file in the place of the JSON.
fn give_out(response: &mut Response<Body>, file: InvoiceFile) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    let name = format!("attachment; filename=\"{}\"", file.name);
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    *response.body_mut() = Body::from(file.bytes);
}

/// The trace id as an error tells it.
fn named(trace: Option<Trace>) -> String {
    trace.map(|trace| trace.to_string()).unwrap_or_default()
}

/// How much of the calls allowed is used.
fn tell_usage(headers: &mut HeaderMap, usage: &Usage) {
    let told = [(&APP_USAGE, usage.of_app_value()), (&BUSINESS_USAGE, usage.of_business_value())];
    for (name, value) in told {
        if let Some(value) = value {
            headers.insert(name.clone(), value);
        }
    }
}

fn answer(status: u16, body: String, shown: &Shown, is_replayed: bool) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    // Once for all that come, here and in the layers around.
    headers.reserve(HEADERS);
    headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    let version = path::version(shown.uri.path()).map(HeaderValue::from_str);
    let version = version.and_then(Result::ok).unwrap_or(HeaderValue::from_static(VERSION));
    headers.insert(API_VERSION.clone(), version);
    if let Some(value) = shown.trace.and_then(|trace| trace.header()) {
        headers.insert(REQUEST_ID.clone(), value.clone());
        headers.insert(TRACE_ID.clone(), value);
    }
    if is_replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    if status == 401 {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("OAuth \"Facebook Platform\" \"invalid_token\""),
        );
    }
    response
}

/// An engine's error as a Graph error.
pub(super) fn internal(error: EngineError) -> WireError {
    match error {
        EngineError::Overloaded => GraphError::of(&error::OVERLOADED).boxed(),
        EngineError::Store(error) => of_store(error),
        EngineError::NotEntitled { .. } => {
            GraphError::of(&error::FEATURE_NOT_ENTITLED).feature(&error.to_string()).boxed()
        }
        EngineError::Invalid { message, .. } => {
            GraphError::of(&error::INVALID_PARAMETER).details(message).boxed()
        }
    }
}

/// A store's error as a Graph error. What was named but is not there is nobody's object.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err as it is")]
pub(super) fn of_store(error: StoreError) -> WireError {
    meter::store_failed(&error);
    match error {
        StoreError::Unavailable(_) => GraphError::of(&error::OVERLOADED).boxed(),
        StoreError::Full => GraphError::of(&error::UNAVAILABLE)
            .details("The disk of this installation is full; reading goes on.")
            .boxed(),
        StoreError::Conflict(what) => {
            GraphError::of(&error::INVALID_PARAMETER).details(format!("{what}.")).boxed()
        }
        StoreError::NotFound(what) => error::unknown_object(what, "GET"),
        StoreError::Corrupt { .. } => {
            tracing::error!(%error, "stored data cannot be read");
            GraphError::of(&error::INTERNAL).boxed()
        }
    }
}
