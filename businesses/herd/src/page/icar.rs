//! Events for herd programs, in the animal data exchange of ICAR, version 1.3.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use crate::live::StatusHandle;
use crate::memory::Alert;
use crate::model::Verdict;
use crate::source::{AnimalId, http::is_known};
use crate::talk::{Answer, Subject};

/// Events of one page.
const PAGE: u32 = 200;
const HEATS: &[&str] = &["heat"];
const HEALTH: &[&str] = &["illness", "lameness", "feed", "unusual"];
/// Hours after its beginning until a heat is over.
const HEAT_H: i64 = 24;

#[derive(Clone)]
struct Exchange {
    status: StatusHandle,
    token: Arc<str>,
}

#[derive(serde::Deserialize)]
struct Page {
    #[serde(default)]
    after: i64,
}

/// `GET /icar/heats` and `GET /icar/health`, paged by `after`.
pub(crate) fn icar_router(status: StatusHandle, token: Arc<str>) -> Router {
    Router::new()
        .route("/icar/heats", get(heats))
        .route("/icar/health", get(health))
        .with_state(Exchange { status, token })
}

async fn heats(
    State(exchange): State<Exchange>,
    headers: HeaderMap,
    page: Query<Page>,
) -> Response {
    answer(&exchange, &headers, page.after, HEATS, heat).await
}

async fn health(
    State(exchange): State<Exchange>,
    headers: HeaderMap,
    page: Query<Page>,
) -> Response {
    answer(&exchange, &headers, page.after, HEALTH, observed).await
}

async fn answer(
    exchange: &Exchange,
    headers: &HeaderMap,
    after: i64,
    kinds: &'static [&'static str],
    write: fn(&Alert) -> Option<Value>,
) -> Response {
    if !is_known(headers, &exchange.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match exchange.status.icar_events(kinds, after, PAGE).await {
        Ok(alerts) => {
            let next = alerts.last().map_or(after, |alert| alert.id);
            let member: Vec<Value> = alerts.iter().filter_map(write).collect();
            Json(json!({ "member": member, "next": next })).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "events could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn verdict(alert: &Alert) -> Option<Verdict> {
    alert.verdict.as_deref().and_then(Answer::of).and_then(Answer::verdict)
}

fn event(alert: &Alert, kind: &str) -> Option<Value> {
    let Subject::Cow { id, .. } = &alert.noted.subject else { return None };
    let scheme = if AnimalId::iso_11784(id).is_some() { "org.iso.11784" } else { "local" };
    Some(json!({
        "resourceType": kind,
        "id": alert.id.to_string(),
        "eventDateTime": alert.noted.since().to_string(),
        "animal": { "id": id, "scheme": scheme },
    }))
}

fn heat(alert: &Alert) -> Option<Value> {
    let judged = verdict(alert);
    if judged == Some(Verdict::Wrong) {
        return None;
    }
    let mut event = event(alert, "icarReproHeatEventResource")?;
    let until = alert.noted.since().checked_add(jiff::SignedDuration::from_hours(HEAT_H)).ok()?;
    event["heatDetectionMethod"] = json!("Pedometer");
    event["certainty"] = json!(if judged.is_some() { "InHeat" } else { "Suspect" });
    event["expirationDateTime"] = json!(until.to_string());
    Some(event)
}

fn observed(alert: &Alert) -> Option<Value> {
    let mut event = event(alert, "icarHealthStatusObservedEventResource")?;
    event["observedStatus"] = json!(match verdict(alert) {
        Some(Verdict::Right) => "Ill",
        Some(Verdict::Wrong) => "Healthy",
        None => "Suspicious",
    });
    Some(event)
}
