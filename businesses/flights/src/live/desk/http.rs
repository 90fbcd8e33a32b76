use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::super::courier::Bell;
use super::{DeskConfig, Shared, conversations, intake, page, proof, rehearsal, report};
use crate::FlightsError;
use crate::feed::{self, Source};

#[derive(Clone)]
pub(super) struct Front {
    pub(super) shared: Shared,
    pub(super) bell: Bell,
    source_token: String,
    staff_token: String,
}

/// The token of the staff, for a page in a browser.
#[derive(serde::Deserialize)]
struct Shown {
    token: Option<String>,
}

/// What the address may say.
#[derive(serde::Deserialize)]
struct Ask {
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
    let staff = Router::new()
        .route("/", get(show))
        .route("/status", get(status))
        .route("/decisions", get(decisions))
        .route("/proof", get(show_proof))
        .merge(conversations::routes())
        .layer(from_fn_with_state(front.clone(), only_staff));
    Router::new()
        .route("/in/{source}", post(deliver))
        .merge(staff)
        .layer(DefaultBodyLimit::max(feed::LONGEST_BYTES + 1024))
        .with_state(front)
}

fn is_token(given: Option<&str>, token: &str) -> bool {
    given.unwrap_or_default().as_bytes().ct_eq(token.as_bytes()).into()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

pub(super) fn refused(status: StatusCode, code: &str, why: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": why } }))).into_response()
}

async fn only_staff(
    State(front): State<Front>,
    Query(shown): Query<Shown>,
    request: Request,
    next: Next,
) -> Response {
    if is_token(bearer(request.headers()).or(shown.token.as_deref()), &front.staff_token) {
        return next.run(request).await;
    }
    refused(StatusCode::UNAUTHORIZED, "staff_token", "show the staff_token of the configuration")
}

/// What the database did not give: told in the log.
pub(super) struct Failed;

impl From<FlightsError> for Failed {
    fn from(fault: FlightsError) -> Self {
        tracing::error!(%fault, "the page cannot be shown");
        Self
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        refused(StatusCode::SERVICE_UNAVAILABLE, "database", "try again")
    }
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

async fn show(State(front): State<Front>) -> Result<Response, Failed> {
    let report = front.shared.work(|tx, state, now_s| report::read(tx, state, now_s)).await?;
    Ok(Html(page::html(&report)).into_response())
}

async fn status(State(front): State<Front>) -> Result<Response, Failed> {
    let report = front.shared.work(|tx, state, now_s| report::read(tx, state, now_s)).await?;
    Ok(Json(report).into_response())
}

async fn decisions(State(front): State<Front>, Query(ask): Query<Ask>) -> Result<Response, Failed> {
    let before = ask.before.unwrap_or(i64::MAX);
    let leg = ask.leg;
    let decisions =
        front.shared.work(move |tx, _, _| report::decisions(tx, leg.as_deref(), before)).await?;
    Ok(Json(json!({ "decisions": decisions })).into_response())
}

async fn show_proof(
    State(front): State<Front>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failed> {
    let Some(leg) = ask.leg else {
        let why = "name a leg: ?leg=AA123/1999-12-22/DFW";
        return Ok(refused(StatusCode::BAD_REQUEST, "leg_missing", why));
    };
    let proof = front.shared.work(move |tx, _, _| proof::read(tx, &leg)).await?;
    Ok(Json(proof).into_response())
}
