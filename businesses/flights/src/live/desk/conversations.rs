//! The inbox over HTTP, for the airline's people and their programs.

use axum::{
    Json, Router,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::super::inbox::{self, Answered, Place};
use super::http::{Failed, Front, refused};

/// Longest page, and its length when none is asked for.
const PAGE: u32 = 100;
/// Longest `Idempotency-Key`.
const LONGEST_KEY: usize = 255;

#[derive(Deserialize)]
struct Ask {
    state: Option<String>,
    after: Option<i64>,
    limit: Option<u32>,
    before: Option<String>,
}

impl Ask {
    fn most(&self) -> u32 {
        self.limit.unwrap_or(PAGE).clamp(1, PAGE)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    text: String,
}

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/conversations", get(list))
        .route("/conversations/{id}", get(show))
        .route("/conversations/{id}/answer", post(answer))
        .route("/conversations/{id}/close", post(close))
}

fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "not_found", "no conversation has this id")
}

async fn list(State(front): State<Front>, Query(ask): Query<Ask>) -> Result<Response, Failed> {
    let state = match ask.state.as_deref().unwrap_or("open") {
        "all" => None,
        one @ ("open" | "closed") => Some(one.to_owned()),
        _ => {
            let why = "state is open, closed or all";
            return Ok(refused(StatusCode::BAD_REQUEST, "state_unknown", why));
        }
    };
    let (after, most) = (ask.after.unwrap_or(0), ask.most());
    let look = move |tx: &rusqlite::Transaction<'_>, _: &mut _, _| {
        inbox::list(tx, state.as_deref(), after, most + 1)
    };
    let mut found = front.shared.work(look).await?;
    let more = found.len() > most as usize;
    found.truncate(most as usize);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok(Json(json!({ "conversations": found, "after": next })).into_response())
}

async fn show(
    State(front): State<Front>,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failed> {
    let most = ask.most();
    let Some(before) = ask.before.as_deref().map_or(Some(Place::END), Place::read) else {
        let why = "before is what an earlier page answered as `earlier`";
        return Ok(refused(StatusCode::BAD_REQUEST, "before_unreadable", why));
    };
    let look =
        move |tx: &rusqlite::Transaction<'_>, _: &mut _, _| inbox::transcript(tx, id, before, most);
    let found = front.shared.work(look).await?;
    Ok(found.map_or_else(not_found, |found| Json(found).into_response()))
}

/// Says 200 once the answer is on disk; the transcript tells what became of it.
async fn answer(
    State(front): State<Front>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    body: Result<Json<Answer>, JsonRejection>,
) -> Result<Response, Failed> {
    let Ok(Json(Answer { text })) = body else {
        let why = "the body is {\"text\": \"…\"} as application/json";
        return Ok(refused(StatusCode::BAD_REQUEST, "body_unreadable", why));
    };
    let characters = text.chars().count();
    if text.trim().is_empty() || characters > inbox::LONGEST_CHARS {
        let why = format!("text has 1 to {} characters", inbox::LONGEST_CHARS);
        return Ok(refused(StatusCode::BAD_REQUEST, "text_length", &why));
    }
    let once =
        headers.get("idempotency-key").map(|key| key.to_str().unwrap_or_default().to_owned());
    if once.as_ref().is_some_and(|key| key.is_empty() || key.len() > LONGEST_KEY) {
        let why = format!("Idempotency-Key has 1 to {LONGEST_KEY} characters");
        return Ok(refused(StatusCode::BAD_REQUEST, "key_length", &why));
    }
    let keep = move |tx: &rusqlite::Transaction<'_>, _: &mut _, now_s| {
        inbox::answer(tx, id, &text, once.as_deref(), now_s)
    };
    Ok(match front.shared.work(keep).await? {
        Answered::Kept(said) => {
            front.bell.ring();
            Json(json!({ "id": said, "state": "pending" })).into_response()
        }
        Answered::AnotherBefore => {
            let why = "this Idempotency-Key came with another answer before";
            refused(StatusCode::CONFLICT, "key_used", why)
        }
        Answered::NotOpen => {
            refused(StatusCode::NOT_FOUND, "not_found", "no open conversation has this id")
        }
    })
}

async fn close(State(front): State<Front>, Path(id): Path<i64>) -> Result<Response, Failed> {
    if front.shared.work(move |tx, _, _| inbox::close(tx, id)).await? {
        return Ok(Json(json!({ "success": true })).into_response());
    }
    Ok(refused(StatusCode::NOT_FOUND, "not_found", "no open conversation has this id"))
}
