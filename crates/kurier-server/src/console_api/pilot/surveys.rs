//! `GET` and `POST /pilot/surveys`, `GET /pilot/surveys/{survey}`: what people are asked, and what they say together.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id, id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::pilot::NewSurvey;
use kurier_policy::id::SurveyId;
use kurier_policy::pilot::{Audience, Question};
use kurier_policy::rules::wilson::Share;
use kurier_policy::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    name: String,
    #[serde(default)]
    cohort: Option<String>,
    #[serde(default)]
    questions: Option<Vec<Question>>,
    /// In parts of a million.
    sampling_ppm: u32,
    closes: i64,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Value>, Fault> {
    let all = app.engine.surveys().await?;
    Ok(Json(json!({ "data": all.iter().map(view::survey).collect::<Vec<_>>() })))
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    operator: Operator,
    Body(body): Body<New>,
) -> Result<Json<Value>, Fault> {
    let audience = match &body.cohort {
        None => Audience::Everybody,
        Some(cohort) => Audience::Cohort(id(cohort, "cohort")?),
    };
    let new = NewSurvey {
        name: body.name,
        audience,
        questions: body.questions,
        sampling: Share(body.sampling_ppm),
        closes: Timestamp(body.closes),
    };
    Ok(Json(view::survey(&app.engine.create_survey(new, &operator.name).await?)))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(survey): Id<SurveyId>,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view::results(&app.engine.survey_results(survey).await?)))
}
