//! `GET` and `POST /desk/measures`: what is proposed and done to businesses as a whole, newest first.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Params, id, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::desk::MeasureKind;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    business: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proposed {
    business: String,
    kind: MeasureKind,
    reason: String,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(asked): Params<Asked>,
) -> Result<Json<Value>, Fault> {
    let business = asked.business.as_deref().map(|text| id(text, "business")).transpose()?;
    let limit = page_size(asked.limit, PAGE);
    let mut all = Vec::new();
    for measure in &app.engine.store().measures(business, limit).await? {
        all.push(view::measure(&app, measure).await?);
    }
    Ok(Json(json!({ "data": all })))
}

pub(crate) async fn propose(
    State(app): State<Arc<App>>,
    operator: Operator,
    Body(body): Body<Proposed>,
) -> Result<Json<Value>, Fault> {
    let business = id(&body.business, "business")?;
    let made = app.engine.propose(business, body.kind, &body.reason, &operator.name).await?;
    Ok(Json(view::measure(&app, &made).await?))
}
