use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;

use super::super::courier::Bell;
use super::{DeskConfig, Shared, intake, page, proof, rehearsal, report};
use crate::feed::{self, Source};

#[derive(Clone)]
struct Front {
    shared: Shared,
    bell: Bell,
    source_token: String,
    staff_token: String,
}

/// What the address may say.
#[derive(serde::Deserialize)]
struct Ask {
    token: Option<String>,
    leg: Option<String>,
    before: Option<i64>,
}

/// Sources deliver to `/in/{source}`; the staff sees `/`.
pub(super) fn routes(config: &DeskConfig, shared: Shared, bell: Bell) -> Router {
    let front = Front {
        shared,
        bell,
        source_token: config.source_token.clone(),
        staff_token: config.staff_token.clone(),
    };
    Router::new()
        .route("/in/{source}", post(deliver))
        .route("/", get(show))
        .route("/status", get(status))
        .route("/decisions", get(decisions))
        .route("/proof", get(show_proof))
        .route("/conversations/{id}/close", post(close))
        .layer(DefaultBodyLimit::max(feed::LONGEST_BYTES + 1024))
        .with_state(front)
}

/// Compared whole, whatever differs first.
fn is_token(given: Option<&str>, token: &str) -> bool {
    let given = given.unwrap_or_default();
    let differ = given.bytes().zip(token.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    given.len() == token.len() && differ == 0
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn refused(status: StatusCode, code: &str, why: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": why } }))).into_response()
}

impl Front {
    fn is_staff(&self, headers: &HeaderMap, ask: &Ask) -> bool {
        is_token(bearer(headers).or(ask.token.as_deref()), &self.staff_token)
    }
}

fn no_staff() -> Response {
    refused(StatusCode::UNAUTHORIZED, "staff_token", "show the staff_token of the configuration")
}

/// Says 200 only once the delivery and all that follows from it are on disk.
async fn deliver(
    State(front): State<Front>,
    Path(source): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_token(bearer(&headers), &front.source_token) {
        let why = "show the source_token of the configuration as bearer";
        return refused(StatusCode::UNAUTHORIZED, "source_token", why);
    }
    let Some(source) = Source::named(&source) else {
        let why = "telex, aidx, aeroapi, json, table, bookings and names are read";
        return refused(StatusCode::NOT_FOUND, "source_unknown", why);
    };
    let put: Option<i64> = headers
        .get("kurier-at")
        .filter(|_| front.shared.rehearsal)
        .and_then(|at| at.to_str().ok()?.parse().ok());
    let taken = front
        .shared
        .work(move |tx, state, now_s| {
            if let Some(at_s) = put {
                rehearsal::pass(tx, state, at_s)?;
            }
            intake::take(tx, state, source, &body, put.unwrap_or(now_s))
        })
        .await;
    match taken {
        Ok(taken) => {
            front.bell.ring();
            Json(taken).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "a delivery could not be stored");
            refused(StatusCode::SERVICE_UNAVAILABLE, "not_stored", "deliver it again")
        }
    }
}

async fn show(State(front): State<Front>, Query(ask): Query<Ask>, headers: HeaderMap) -> Response {
    if !front.is_staff(&headers, &ask) {
        return no_staff();
    }
    match front.shared.work(|tx, state, now_s| report::read(tx, state, now_s)).await {
        Ok(report) => Html(page::html(&report)).into_response(),
        Err(fault) => failed(&fault),
    }
}

async fn status(
    State(front): State<Front>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    if !front.is_staff(&headers, &ask) {
        return no_staff();
    }
    match front.shared.work(|tx, state, now_s| report::read(tx, state, now_s)).await {
        Ok(report) => Json(report).into_response(),
        Err(fault) => failed(&fault),
    }
}

async fn decisions(
    State(front): State<Front>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    if !front.is_staff(&headers, &ask) {
        return no_staff();
    }
    let before = ask.before.unwrap_or(i64::MAX);
    match front.shared.work(move |tx, _, _| report::decisions(tx, ask.leg.as_deref(), before)).await
    {
        Ok(decisions) => Json(json!({ "decisions": decisions })).into_response(),
        Err(fault) => failed(&fault),
    }
}

async fn show_proof(
    State(front): State<Front>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    if !front.is_staff(&headers, &ask) {
        return no_staff();
    }
    let Some(leg) = ask.leg else {
        return refused(
            StatusCode::BAD_REQUEST,
            "leg_missing",
            "name a leg: ?leg=AA123/1999-12-22/DFW",
        );
    };
    match front.shared.work(move |tx, _, _| proof::read(tx, &leg)).await {
        Ok(proof) => Json(proof).into_response(),
        Err(fault) => failed(&fault),
    }
}

async fn close(
    State(front): State<Front>,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    if !front.is_staff(&headers, &ask) {
        return no_staff();
    }
    match front.shared.work(move |tx, _, _| report::close(tx, id)).await {
        Ok(true) => Json(json!({ "success": true })).into_response(),
        Ok(false) => {
            refused(StatusCode::NOT_FOUND, "not_found", "no open conversation has this id")
        }
        Err(fault) => failed(&fault),
    }
}

fn failed(fault: &crate::FlightsError) -> Response {
    tracing::error!(%fault, "the page cannot be shown");
    refused(StatusCode::SERVICE_UNAVAILABLE, "database", "try again")
}
