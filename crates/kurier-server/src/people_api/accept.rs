//! `POST /invites/{code}/accept`: Allow. Makes the person if this device has no session yet.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::{COOKIE, MaybeSession};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use kurier_engine::consent::Choice;
use kurier_policy::id::PersonId;
use kurier_policy::permission::Cadence;
use serde::{Deserialize, Serialize};
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
    let fits = body.choices.len() <= invite.asks.len()
        && body.choices.iter().all(|line| line.index < invite.asks.len());
    if !fits {
        return Err(Fault::bad_request("no such line on this invitation"));
    }
    let language = if body.language == "de" { "de" } else { "en" };
    let mut answer_headers = HeaderMap::new();
    let (person, name) = match session {
        Some(session) => {
            let person = app.engine.store().person(session.device.person).await?;
            (person.id, person.name)
        }
        None => arrive(&app, &body, language, &headers, &mut answer_headers).await?,
    };
    let choices: Vec<Choice> = body
        .choices
        .iter()
        .map(|line| Choice { index: line.index, cadence: line.cadence })
        .collect();
    let recorded = app.engine.accept_invite(person, &invite, &choices, language).await?;
    let receipt_seq = recorded.entries.first().map_or(0, |entry| entry.seq.0);
    let person = PersonView { name, language: language.to_owned() };
    Ok((
        answer_headers,
        Json(Answer { person, business: invite.business.to_string(), receipt_seq }),
    ))
}

/// Somebody new: makes the person and gives this browser its session.
async fn arrive(
    app: &App,
    body: &Body,
    language: &str,
    headers: &HeaderMap,
    answer: &mut HeaderMap,
) -> Result<(PersonId, String), Fault> {
    let name = body.name.trim().to_owned();
    let label = device_label(headers);
    let created = app.engine.create_person(name.clone(), language.to_owned(), None, label).await?;
    answer.insert(header::SET_COOKIE, session_cookie(app, &created.session)?);
    Ok((created.person.id, name))
}

/// The cookie that carries a session.
pub(crate) fn session_cookie(app: &App, secret: &str) -> Result<HeaderValue, Fault> {
    let secure = if app.config.base_url.starts_with("https:") { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={secret}; Path=/; Max-Age={COOKIE_S}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(|_| Fault::bad_request("not a session"))
}

/// What the list of devices will show: the start of the browser's own name.
fn device_label(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().chars().take(120).collect()
}
