//! `GET` and `POST /pilot/cohorts`, `GET /pilot/cohorts/{cohort}`, `POST /pilot/cohorts/{cohort}/state` and
//! `/invitations`: groups of businesses that are admitted together.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::pilot::NewCohort;
use kurier_policy::id::CohortId;
use kurier_policy::pilot::{CohortState, Feature};
use kurier_policy::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    name: String,
    goal: String,
    capacity: u32,
    closes: i64,
    features: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    feature: Feature,
    #[serde(default)]
    value: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    #[serde(default)]
    state: Option<CohortState>,
    /// What it gives from now on, also to those who are in it.
    #[serde(default)]
    features: Option<Vec<Line>>,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invite {
    email: String,
    why: String,
}

fn lines(features: Vec<Line>) -> Vec<(Feature, Option<u32>)> {
    features.into_iter().map(|line| (line.feature, line.value)).collect()
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Value>, Fault> {
    let all = app.engine.cohorts().await?;
    Ok(Json(json!({ "data": all.iter().map(view::cohort).collect::<Vec<_>>() })))
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    operator: Operator,
    Body(body): Body<New>,
) -> Result<Json<Value>, Fault> {
    let New { name, goal, capacity, closes, features } = body;
    let (features, closes) = (lines(features), Timestamp(closes));
    let new = NewCohort { name, goal, capacity, closes, features };
    Ok(Json(view::cohort(&app.engine.create_cohort(new, &operator.name).await?)))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(cohort): Id<CohortId>,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view::report(&app.engine.cohort_report(cohort).await?)))
}

pub(crate) async fn go(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(cohort): Id<CohortId>,
    Body(body): Body<Move>,
) -> Result<Json<Value>, Fault> {
    let Move { state, features, reason } = body;
    let by = &operator.name;
    let now = match (state, features) {
        (Some(state), None) => app.engine.move_cohort(cohort, state, &reason, by).await?,
        (None, Some(features)) => {
            app.engine.change_cohort_features(cohort, lines(features), &reason, by).await?
        }
        _ => return Err(Fault::bad_request("give one of `state` and `features`")),
    };
    Ok(Json(view::cohort(&now)))
}

pub(crate) async fn invite(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(cohort): Id<CohortId>,
    Body(body): Body<Invite>,
) -> Result<Json<Value>, Fault> {
    let (email, why) = (&body.email, &body.why);
    let made = app.engine.invite_to_pilot(cohort, email, why, None, &operator.name).await?;
    Ok(Json(view::invitation(&made.0, &made.1)))
}
