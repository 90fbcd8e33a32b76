//! `/docs`: the documentation inside the binary. Written on the server from the same texts as the repository's
//! `docs/`, without a script and without anything from elsewhere.

mod errors;
mod guides;
mod markdown;
pub(crate) mod page;
mod reference;
mod search;

use crate::contract;
use crate::state::App;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use page::{Html, Page, escaped};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Forms may be sent here, for the search; nothing else is looser than on other pages.
static POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/docs", get(index))
        .route("/docs/", get(|| async { Redirect::permanent("/docs") }))
        .route("/docs/search", get(find))
        .route("/docs/style.css", get(style))
        .route("/docs/openapi.json", get(openapi))
        .route("/docs/asyncapi.json", get(asyncapi))
        .route("/docs/errors", get(|| async { shown(StatusCode::OK, errors::all()) }))
        .route("/docs/errors/{code}", get(error))
        .route("/docs/reference/{area}", get(area))
        .route("/docs/{guide}", get(guide))
}

pub(crate) fn shown(status: StatusCode, page: Html) -> Response {
    let mut response = (status, axum::response::Html(page.0)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn index() -> Response {
    shown(StatusCode::OK, guides::index())
}

async fn guide(Path(name): Path<String>) -> Response {
    match guides::guide(&name) {
        Some(page) => shown(StatusCode::OK, page),
        None => nothing(&format!("There is no page “{name}”.")),
    }
}

async fn error(Path(code): Path<String>) -> Response {
    match code.parse().ok().and_then(errors::one) {
        Some(page) => shown(StatusCode::OK, page),
        None => nothing(&format!("Kurier has no error {code}.")),
    }
}

async fn area(State(app): State<Arc<App>>, Path(slug): Path<String>) -> Response {
    match reference::area(&slug, &app.config.base_url) {
        Some(page) => shown(StatusCode::OK, page),
        None => nothing(&format!("There is no page “{slug}”.")),
    }
}

fn nothing(what: &str) -> Response {
    let shown_part: String = what.chars().take(120).collect();
    let content = format!(
        "<h1>Not here</h1><p>{}</p><p><a href=\"/docs\">All pages</a></p>",
        escaped(&shown_part)
    );
    shown(StatusCode::NOT_FOUND, Page { title: "Not here", at: "", content: &content }.html())
}

/// What is looked for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn find(Query(asked): Query<Asked>) -> Response {
    shown(StatusCode::OK, search::results(&asked.q))
}

async fn style() -> Response {
    let css =
        concat!(include_str!("../../../../web/src/lib/tokens.css"), include_str!("style.css"));
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    ([kind, (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))], css).into_response()
}

async fn openapi(State(app): State<Arc<App>>) -> Json<Value> {
    Json(contract::openapi(&app.config.base_url))
}

async fn asyncapi(State(app): State<Arc<App>>) -> Json<Value> {
    Json(contract::asyncapi(&app.config.base_url))
}
