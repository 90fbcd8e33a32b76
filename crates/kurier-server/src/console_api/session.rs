//! `GET`, `POST /session` and `POST /session/end`: the operator's page signs in with a token, which its browser then
//! keeps in a cookie that no script can read.

use super::extract::Body;
use crate::auth::operator::{COOKIE, Operator};
use crate::auth::origin;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How long a browser keeps it: a working day.
const COOKIE_S: i64 = 12 * 60 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    token: String,
}

pub(crate) async fn show(State(app): State<Arc<App>>, operator: Operator) -> Json<Value> {
    Json(view(&app, &operator.name))
}

pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Body(body): Body<SignIn>,
) -> Result<(HeaderMap, Json<Value>), Fault> {
    if !origin::is_own(&app, &headers) {
        return Err(Fault::wrong_origin());
    }
    let token = body.token.trim();
    let name = app.config.operators.named(token).ok_or_else(Fault::no_session)?;
    Ok((cookie(&app, token, COOKIE_S)?, Json(view(&app, name))))
}

pub(crate) async fn end(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<(HeaderMap, Json<Value>), Fault> {
    Ok((cookie(&app, "", 0)?, Json(json!({ "success": true }))))
}

fn view(app: &App, name: &str) -> Value {
    json!({ "operator": name, "single": app.config.operators.is_single() })
}

fn cookie(app: &App, token: &str, age_s: i64) -> Result<HeaderMap, Fault> {
    let secure = if app.config.base_url.starts_with("https:") { "; Secure" } else { "" };
    let text = format!(
        "{COOKIE}={token}; Path=/console; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}"
    );
    let value = HeaderValue::from_str(&text).map_err(|_| Fault::no_session())?;
    Ok(HeaderMap::from_iter([(SET_COOKIE, value)]))
}
