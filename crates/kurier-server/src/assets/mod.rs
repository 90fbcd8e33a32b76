//! The web app inside the binary: hashed files for ever, pages never cached, deep links answered by
//! the app's one page.

mod qr;
mod signup;

use crate::state::App;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rust_embed::Embed;
use std::sync::Arc;

/// `web/dist` as it was when the binary was built; read from disk in debug builds.
#[derive(Embed)]
#[folder = "../../web/dist"]
struct Dist;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";

/// Pages of the messenger; all answered by its one `index.html`.
const PAGES: &[&str] = &[
    "/",
    "/chats",
    "/chats/{business}",
    "/chats/{business}/info",
    "/i/{code}",
    "/m/{code}",
    "/permissions",
    "/why/{seq}",
    "/budget",
    "/invitations",
    "/settings",
];

/// Routes of the web app.
pub(crate) fn routes() -> Router<Arc<App>> {
    let mut routes = Router::new();
    for page in PAGES {
        routes = routes.route(page, get(messenger));
    }
    routes
        // A batch of business calls goes to the root.
        .route("/", post(crate::cloud_api::dispatch))
        .route("/m/{code}/{file}", get(qr::draw))
        .route("/{number}/signup/{signup}", get(signup::lead))
        .route("/dev/phone", get(phone))
        .route("/console", get(console))
        .route("/assets/{*path}", get(hashed))
        .route("/icons/{*path}", get(icon))
        .route("/sw.js", get(|headers: HeaderMap| async move { file(&headers, "sw.js", ASK_FIRST) }))
        .route(
            "/manifest.webmanifest",
            get(|headers: HeaderMap| async move { file(&headers, "manifest.webmanifest", ASK_FIRST) }),
        )
        .route(
            "/favicon.ico",
            get(|headers: HeaderMap| async move { file(&headers, "icons/icon.svg", ASK_FIRST) }),
        )
}

async fn messenger(headers: HeaderMap) -> Response {
    file(&headers, "index.html", ASK_FIRST)
}

/// The virtual phone exists only where there is a sandbox.
async fn phone(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if app.config.sandbox.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    file(&headers, "phone.html", ASK_FIRST)
}

/// The operator's page: it shows nothing without a token.
async fn console(headers: HeaderMap) -> Response {
    file(&headers, "console.html", ASK_FIRST)
}

async fn hashed(headers: HeaderMap, Path(path): Path<String>) -> Response {
    file(&headers, &format!("assets/{path}"), FOR_EVER)
}

async fn icon(headers: HeaderMap, Path(path): Path<String>) -> Response {
    file(&headers, &format!("icons/{path}"), ASK_FIRST)
}

/// One file, as its brotli twin where the browser takes it.
fn file(headers: &HeaderMap, path: &str, cache: &'static str) -> Response {
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|name| name.trim().starts_with("br")));
    let twin = takes_brotli.then(|| Dist::get(&format!("{path}.br"))).flatten();
    let is_brotli = twin.is_some();
    let Some(found) = twin.or_else(|| Dist::get(path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = found.data.into_response();
    let answer = response.headers_mut();
    if let Ok(kind) = media_type(path).parse() {
        answer.insert(header::CONTENT_TYPE, kind);
    }
    answer.insert(header::CACHE_CONTROL, header::HeaderValue::from_static(cache));
    answer.insert(header::VARY, header::HeaderValue::from_static("accept-encoding"));
    if is_brotli {
        answer.insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("br"));
    }
    response
}

/// The few kinds that the web app consists of.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
