//! `GET /pilot/applications`, `POST /pilot/applications/{application}/score`, `/decide` and `/invite`; and what everybody
//! may post: `POST /pilot/v1/applications`.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id, id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::pilot::Decided;
use kurier_policy::id::ApplicationId;
use kurier_policy::pilot::{ApplicationState, Asked};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sheet {
    points: [u8; 5],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    state: ApplicationState,
    reason: String,
    #[serde(default)]
    cohort: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invite {
    why: String,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Value>, Fault> {
    let all = app.engine.applications().await?;
    Ok(Json(json!({ "data": all.iter().map(view::application).collect::<Vec<_>>() })))
}

pub(crate) async fn apply(
    State(app): State<Arc<App>>,
    Body(asked): Body<Asked>,
) -> Result<Json<Value>, Fault> {
    let made = app.engine.apply(asked).await?;
    Ok(Json(json!({
        "id": made.id.to_string(),
        "state": made.state.name(),
        "answered_within_days": kurier_policy::pilot::ANSWER_DAYS,
    })))
}

pub(crate) async fn score(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(application): Id<ApplicationId>,
    Body(body): Body<Sheet>,
) -> Result<Json<Value>, Fault> {
    let scored = app.engine.score(application, body.points, &operator.name).await?;
    Ok(Json(view::application(&scored)))
}

pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(application): Id<ApplicationId>,
    Body(body): Body<Answer>,
) -> Result<Json<Value>, Fault> {
    let cohort = body.cohort.as_deref().map(|text| id(text, "cohort")).transpose()?;
    let decided = Decided { state: body.state, reason: body.reason, cohort };
    let done = app.engine.decide(application, decided, &operator.name).await?;
    Ok(Json(view::application(&done)))
}

pub(crate) async fn invite(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(application): Id<ApplicationId>,
    Body(body): Body<Invite>,
) -> Result<Json<Value>, Fault> {
    let made = app.engine.invite_applicant(application, &body.why, &operator.name).await?;
    Ok(Json(view::invitation(&made.0, &made.1)))
}
