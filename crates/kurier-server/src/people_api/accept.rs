//! `POST /invites/{code}/accept`: Allow. Makes the person if this device has no session yet.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::{COOKIE, MaybeSession};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use kurier_engine::consent::{Choice, Newcomer};
use kurier_policy::permission::Cadence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How long a browser keeps the session: 400 days, the most that browsers allow.
const COOKIE_S: u32 = 400 * 24 * 3_600;

#[derive(Deserialize)]
pub(crate) struct Body {
    choices: Vec<Line>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

#[derive(Deserialize)]
struct Line {
    index: usize,
    #[serde(default)]
    cadence: Cadence,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    person: PersonView,
    business: String,
    receipt_seq: u32,
}

#[derive(Serialize)]
struct PersonView {
    name: String,
    language: String,
}

pub(crate) async fn accept(
    State(app): State<Arc<App>>,
    Named(code): Named<String>,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    extract::Body(body): extract::Body<Body>,
) -> Result<(HeaderMap, Json<Answer>), Fault> {
    let invite = app.engine.open_invite(&code).await?;
    if body.choices.is_empty() {
        return Err(Fault::new("nothing_chosen", "choose at least one thing to allow"));
    }
    // Before anybody comes into being: each line once, and only lines that are there.
    let lines: BTreeSet<usize> = body.choices.iter().map(|line| line.index).collect();
    let is_there = |line: &usize| *line < invite.asks.len();
    if lines.len() != body.choices.len() || !lines.iter().all(is_there) {
        return Err(Fault::bad_request("choose lines of this invitation, each once"));
    }
    let language = if body.language == "de" { "de" } else { "en" };
    let choices: Vec<Choice> = body
        .choices
        .iter()
        .map(|line| Choice { index: line.index, cadence: line.cadence })
        .collect();
    let mut answer_headers = HeaderMap::new();
    let (name, recorded) = if let Some(session) = session {
        let person = app.engine.store().person(session.device.person).await?;
        let recorded = app.engine.accept_invite(person.id, &invite, &choices, language).await?;
        (person.name, recorded)
    } else {
        let newcomer = newcomer(&body, language, &headers);
        let (made, recorded) = app.engine.accept_as_newcomer(newcomer, &invite, &choices).await?;
        answer_headers.insert(header::SET_COOKIE, session_cookie(&app, &made.session)?);
        (made.person.name, recorded)
    };
    let receipt_seq = recorded.entries.first().map_or(0, |entry| entry.seq.0);
    let person = PersonView { name, language: language.to_owned() };
    Ok((
        answer_headers,
        Json(Answer { person, business: invite.business.to_string(), receipt_seq }),
    ))
}

fn newcomer(body: &Body, language: &str, headers: &HeaderMap) -> Newcomer {
    Newcomer {
        name: body.name.trim().to_owned(),
        language: language.to_owned(),
        device_label: device_label(headers),
    }
}

/// The cookie that carries a session.
pub(crate) fn session_cookie(app: &App, secret: &str) -> Result<HeaderValue, Fault> {
    let secure = if app.config.base_url.starts_with("https:") { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={secret}; Path=/; Max-Age={COOKIE_S}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(|_| Fault::bad_request("not a session"))
}

/// What the list of devices will show: the start of the browser's own name.
pub(super) fn device_label(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().chars().take(120).collect()
}
