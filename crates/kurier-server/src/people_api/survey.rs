//! `GET /survey` and `POST /survey/{survey}`: what she is asked, if anything, and what she answers or skips; `POST
//! /pilot/test`: she tests for a business.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::SurveyId;
use kurier_policy::pilot::{Question, Said, Survey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Asked {
    /// Null = nothing is asked.
    survey: Option<Shown>,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    questions: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    /// One per question, null where she leaves it out; without it she skips the survey.
    #[serde(default)]
    answers: Option<Said>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    code: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Json<Asked>, Fault> {
    let survey = app.engine.survey_for(session.device.person).await?;
    let shown = |Survey { id, questions, .. }: Survey| Shown { id: id.to_string(), questions };
    Ok(Json(Asked { survey: survey.map(shown) }))
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    session: Session,
    Named(survey): Named<SurveyId>,
    extract::Body(body): extract::Body<Answers>,
) -> Result<Json<Value>, Fault> {
    app.engine.settle_survey(session.device.person, survey, body.answers).await?;
    Ok(Json(json!({ "success": true })))
}

pub(crate) async fn join_test(
    State(app): State<Arc<App>>,
    session: Session,
    extract::Body(body): extract::Body<Code>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.join_test(session.device.person, &body.code).await?;
    Ok(Json(json!({ "business": business.to_string() })))
}
