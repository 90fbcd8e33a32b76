//! `GET` and `POST /clock`: the time, and moving it forward.

use super::sandbox;
use crate::auth::operator::Operator;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::clock::Clock;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Furthest single step: ten years.
const STEP_MAX_S: i64 = 10 * 366 * 24 * 3_600;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    advance_s: i64,
}

#[derive(Serialize)]
pub(crate) struct Time {
    /// Microseconds since 1970.
    now: i64,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Time>, Fault> {
    Ok(Json(Time { now: sandbox(&app)?.clock.now().0 }))
}

pub(crate) async fn advance(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<Advance>,
) -> Result<Json<Time>, Fault> {
    if !(0..=STEP_MAX_S).contains(&body.advance_s) {
        return Err(Fault::bad_request("advance_s must be 0 to 316224000; time never goes back"));
    }
    Ok(Json(Time { now: sandbox(&app)?.clock.advance_s(body.advance_s).0 }))
}
