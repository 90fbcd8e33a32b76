//! `POST /links/{code}/enter`: she wants to write to the business. Makes the person if this device has no session yet.

use super::accept::{device_label, session_cookie};
use super::extract::{self, Named};
use super::fault::Fault;
use super::link;
use crate::auth::person::MaybeSession;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use kurier_engine::consent::Newcomer;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Body {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    business: String,
    text: String,
}

pub(crate) async fn enter(
    State(app): State<Arc<App>>,
    Named(code): Named<String>,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    extract::Body(body): extract::Body<Body>,
) -> Result<(HeaderMap, Json<Answer>), Fault> {
    let link = link::find(&app.engine, &code).await?;
    let mut answer_headers = HeaderMap::new();
    if let Some(session) = session {
        app.engine.enter_chat(session.device.person, &link).await?;
    } else {
        let newcomer = Newcomer {
            name: body.name.trim().to_owned(),
            language: if body.language == "de" { "de" } else { "en" }.to_owned(),
            device_label: device_label(&headers),
        };
        let made = app.engine.enter_chat_as_newcomer(newcomer, &link).await?;
        answer_headers.insert(header::SET_COOKIE, session_cookie(&app, &made.session)?);
    }
    let answer = Answer { business: link.business.to_string(), text: link.text };
    Ok((answer_headers, Json(answer)))
}
