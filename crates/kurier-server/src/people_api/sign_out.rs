//! `POST /sign-out`: ends this device's session.

use super::fault::Fault;
use crate::auth::person::{COOKIE, Session};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use std::sync::Arc;

pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<impl IntoResponse, Fault> {
    app.engine.sign_out(&session.secret).await?;
    let gone = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    Ok(([(SET_COOKIE, gone)], Json(serde_json::json!({ "success": true }))))
}
