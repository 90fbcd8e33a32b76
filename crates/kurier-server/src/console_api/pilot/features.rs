//! `GET` and `POST /businesses/{business}/features` and `POST /businesses/{business}/features/revoke`: what a business
//! may do, and why.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::pilot::Given;
use kurier_policy::id::BusinessId;
use kurier_policy::pilot::{Feature, Source};
use kurier_policy::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    feature: Feature,
    source: Source,
    #[serde(default)]
    value: Option<u32>,
    #[serde(default)]
    until: Option<i64>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revoked {
    feature: Feature,
    reason: String,
}

async fn shown(app: &App, business: BusinessId) -> Result<Json<Value>, Fault> {
    let known = app.engine.store().business(business).await?;
    let lines = app.engine.features(business).await?;
    let on = app.engine.pilot().await?.is_some();
    let enrolment = view::enrolment(known.access.as_deref());
    Ok(Json(json!({ "on": on, "enrolment": enrolment, "features": view::features(&lines) })))
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    shown(&app, business).await
}

pub(crate) async fn give(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<Line>,
) -> Result<Json<Value>, Fault> {
    if body.source == Source::Cohort {
        return Err(Fault::bad_request("a cohort gives by itself: give a grant"));
    }
    let Line { feature, source, value, until, reason } = body;
    let given = Given { feature, source, value, until: until.map(Timestamp), reason };
    app.engine.give(business, given, &operator.name).await?;
    shown(&app, business).await
}

pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<Revoked>,
) -> Result<Json<Value>, Fault> {
    app.engine.revoke(business, body.feature, &body.reason, &operator.name).await?;
    shown(&app, business).await
}
