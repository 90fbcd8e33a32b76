//! `GET /enter?session=…`: makes a scripted person's session the browser's, for the virtual phone's
//! frame.

use crate::auth::person::COOKIE;
use crate::console_api::extract::Params;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Enter {
    session: String,
}

pub(crate) async fn enter(
    State(app): State<Arc<App>>,
    Params(params): Params<Enter>,
) -> Result<Response, Fault> {
    // Only a secret that is somebody's goes into the header.
    app.engine.session(&params.session).await?.ok_or_else(Fault::no_session)?;
    let secure = if app.config.base_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax{secure}", params.session);
    let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, "/chats".to_owned())];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
