//! `POST /` with `batch`: up to fifty calls in one, made one after the other, each decided like a call of its own.

use super::path::{self, GraphPath};
use super::reply::{self, Reply};
use super::{Answered, Streamed, caller};
use crate::auth::bearer;
use crate::observe::Trace;
use crate::state::{App, PublicBase};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use kurier_policy::pilot::Feature;
use kurier_wire::batch::{Batch, Item, Results, Writing};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::{self, Params};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// After so long no further call of a batch is begun; those that are left answer `null`.
const BOUND: Duration = Duration::from_secs(30);
/// Longest answer of one call, in bytes; ours are far below.
const ANSWER_MAX: usize = 16 * 1024 * 1024;

/// What the calls of one batch share.
struct Shared<'a> {
    app: &'a Arc<App>,
    outer: &'a Parts,
    token: Option<String>,
}

/// Whether this is a call to the root, with or without a version.
pub(super) fn is_batch(parts: &Parts) -> bool {
    parts.method == Method::POST && path::is_root(parts.uri.path())
}

pub(super) async fn serve(
    app: &Arc<App>,
    outer: &Parts,
    mut params: Params,
) -> Result<Reply, WireError> {
    let by_param = params.get("access_token").and_then(Value::as_str);
    let token = bearer(&outer.headers).or(by_param).map(str::to_owned);
    if token.is_some() || params.contains_key("appsecret_proof") {
        let caller = caller::authenticate(app, outer, &mut params).await?;
        let needed = app.engine.require(caller.business.id, Feature::Batch).await;
        needed.map_err(reply::internal)?;
    }
    let batch = Batch::parse(&params)?;
    let shared = Shared { app, outer, token };
    let until = Instant::now() + BOUND;
    let mut results = Results::default();
    let mut answers = Vec::with_capacity(batch.items.len());
    for item in &batch.items {
        if Instant::now() >= until {
            answers.push(Value::Null);
            continue;
        }
        let answer = shared.make(item, &results).await;
        let status = answer.status().as_u16();
        let shown = shown(answer, batch.include_headers).await?;
        let is_good = status < 300;
        if let Some(name) = &item.name {
            let body = shown.get("body").and_then(Value::as_str).filter(|_| is_good);
            results.keep(name, body.and_then(|body| serde_json::from_str(body).ok()));
        }
        let is_left_out = is_good && batch.is_left_out(item);
        answers.push(if is_left_out { Value::Null } else { shown });
    }
    Ok(Value::Array(answers).into())
}

/// The calls of a batch come from where it comes from: what proxies wrote is theirs, whatever they bring themselves.
fn forwarded(outer: &HeaderMap, inner: &mut HeaderMap) {
    for name in ["x-forwarded-for", "forwarded"] {
        inner.remove(name);
        for value in outer.get_all(name) {
            inner.append(name, value.clone());
        }
    }
}

impl Shared<'_> {
    /// Makes one call and answers it, as if it had come alone.
    async fn make(&self, item: &Item, results: &Results) -> Response<Body> {
        match self.request(item, results) {
            Ok((parts, path, body)) => {
                let content_type =
                    parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
                let query = parts.uri.query().unwrap_or_default();
                let shown = reply::Shown::of(&parts, path.pattern());
                let answered = match params::merge(query, content_type, &body) {
                    Ok(params) => super::answer(self.app, &parts, Ok(path), params).await,
                    Err(fault) => Answered::refused(fault),
                };
                reply::respond(self.app, &shown, answered)
            }
            Err(fault) => {
                let shown = reply::Shown::of(self.outer, crate::observe::Pattern("/{batch}"));
                reply::respond(self.app, &shown, Answered::refused(fault))
            }
        }
    }

    fn request(
        &self,
        item: &Item,
        results: &Results,
    ) -> Result<(Parts, GraphPath, Bytes), WireError> {
        for name in &item.depends_on {
            results.check(name)?;
        }
        let target = format!("/{}", results.fill(&item.relative_url, Writing::Encoded)?);
        let body = item.body.as_deref().unwrap_or_default();
        let writing =
            if body.trim_start().starts_with('{') { Writing::Json } else { Writing::Encoded };
        let body = Bytes::from(results.fill(body, writing)?);
        let unreadable = || {
            GraphError::of(&error::BATCH_INVALID)
                .details("`relative_url` is no path with a query.")
                .boxed()
        };
        let request = Request::builder().method(item.method.as_str()).uri(&target).body(());
        let (mut parts, ()) = request.map_err(|_| unreadable())?.into_parts();
        if let Some(trace) = self.outer.extensions.get::<Trace>() {
            parts.extensions.insert(*trace);
        }
        if let Some(base) = self.outer.extensions.get::<PublicBase>() {
            parts.extensions.insert(base.clone());
        }
        if let Some(peer) = self.outer.extensions.get::<ConnectInfo<SocketAddr>>() {
            parts.extensions.insert(*peer);
        }
        if is_batch(&parts) {
            return Err(GraphError::of(&error::BATCH_NESTED).boxed());
        }
        let path = GraphPath::parse(parts.uri.path(), &parts.method)?;
        if item.has_files || Streamed::of(&path, &parts.method).is_some() {
            return Err(GraphError::of(&error::BATCH_FILES).boxed());
        }
        self.head(&mut parts, item, &body)?;
        forwarded(&self.outer.headers, &mut parts.headers);
        Ok((parts, path, body))
    }

    /// Headers of the call's own, and the token of the whole if it brings none.
    fn head(&self, parts: &mut Parts, item: &Item, body: &[u8]) -> Result<(), WireError> {
        for (name, value) in &item.headers {
            let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
            let (Ok(name), Ok(value)) = header else {
                return Err(GraphError::of(&error::BATCH_INVALID)
                    .details("`headers` holds something that is no header.")
                    .boxed());
            };
            parts.headers.insert(name, value);
        }
        let query = parts.uri.query().unwrap_or_default();
        let own = params::merge(query, None, body).unwrap_or_default();
        let has_own = bearer(&parts.headers).is_some() || own.contains_key("access_token");
        if let (false, Some(token)) = (has_own, &self.token)
            && let Ok(value) = HeaderValue::try_from(format!("Bearer {token}"))
        {
            parts.headers.insert(header::AUTHORIZATION, value);
        }
        Ok(())
    }
}

/// `{code, headers, body}`; the body is JSON as text.
async fn shown(answer: Response<Body>, with_headers: bool) -> Result<Value, WireError> {
    let (parts, body) = answer.into_parts();
    let bytes =
        to_bytes(body, ANSWER_MAX).await.map_err(|_| GraphError::of(&error::INTERNAL).boxed())?;
    let mut shown =
        json!({ "code": parts.status.as_u16(), "body": String::from_utf8_lossy(&bytes) });
    if with_headers {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            Some(json!({ "name": name.as_str(), "value": value.to_str().ok()? }))
        };
        shown["headers"] = parts.headers.iter().filter_map(header).collect();
    }
    Ok(shown)
}
