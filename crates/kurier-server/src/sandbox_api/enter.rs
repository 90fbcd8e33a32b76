//! `GET /enter?session=…`: makes a scripted person's session the browser's, for the virtual phone's
//! frame. A session enters once; a browser that already holds it may come again.

use crate::auth::person::COOKIE;
use crate::console_api::extract::Params;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Router;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kurier_policy::id::DeviceId;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Sessions that entered.
type Entered = Arc<Mutex<HashSet<DeviceId>>>;

#[derive(Deserialize)]
struct Enter {
    session: String,
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/enter", get(enter)).layer(Extension(Entered::default()))
}

async fn enter(
    State(app): State<Arc<App>>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    Params(params): Params<Enter>,
) -> Result<Response, Fault> {
    let device = app.engine.session(&params.session).await?.ok_or_else(Fault::no_session)?;
    let pair = format!("{COOKIE}={}", params.session);
    let fresh = entered.lock().unwrap_or_else(PoisonError::into_inner).insert(device.id);
    if !fresh && !holds(&headers, &pair) {
        return Err(Fault::no_session());
    }
    let secure = if app.config.base_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{pair}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, "/chats".to_owned())];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn holds(headers: &HeaderMap, pair: &str) -> bool {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .any(|held| held.trim() == pair)
}
