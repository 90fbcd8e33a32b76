//! `GET` and `POST /pilot`: whether there is a pilot here; `GET /pilot/log`: what was done in it, newest first.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Params, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::pilot::{FeatureSet, PilotRule};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    on: bool,
    #[serde(default)]
    plan: Option<FeatureSet>,
    #[serde(default)]
    killed: Option<FeatureSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view::setting(app.engine.pilot().await?)))
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    operator: Operator,
    Body(body): Body<Wanted>,
) -> Result<Json<Value>, Fault> {
    let was = app.engine.pilot().await?.unwrap_or_default();
    let rule = PilotRule {
        plan: body.plan.unwrap_or(was.plan),
        killed: body.killed.unwrap_or(was.killed),
    };
    let rule = body.on.then_some(rule);
    app.engine.set_pilot(rule, &operator.name).await?;
    Ok(Json(view::setting(rule)))
}

pub(crate) async fn log(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(asked): Params<Asked>,
) -> Result<Json<Value>, Fault> {
    let steps = app.engine.pilot_steps(page_size(asked.limit, PAGE)).await?;
    Ok(Json(json!({ "data": steps.iter().map(view::step).collect::<Vec<_>>() })))
}
