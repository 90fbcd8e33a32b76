//! `GET /desk/appeals` and `POST /desk/appeals/{appeal}/answer`: businesses that ask to look again, newest first.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id, Params, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::AppealId;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    granted: bool,
    text: String,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(asked): Params<Asked>,
) -> Result<Json<Value>, Fault> {
    let mut all = Vec::new();
    for appeal in &app.engine.store().appeals(None, page_size(asked.limit, PAGE)).await? {
        all.push(view::appeal(&app, appeal).await?);
    }
    Ok(Json(json!({ "data": all })))
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(appeal): Id<AppealId>,
    Body(body): Body<Answer>,
) -> Result<Json<Value>, Fault> {
    let is_single = app.config.operators.is_single();
    let says = (body.granted, body.text.as_str());
    let done = app.engine.answer_appeal(appeal, &operator.name, says, is_single).await?;
    Ok(Json(view::appeal(&app, &done).await?))
}
