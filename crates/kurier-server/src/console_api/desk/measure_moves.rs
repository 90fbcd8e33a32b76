//! `POST /desk/measures/{measure}/confirm`, `/drop` and `/lift`.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::Id;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::MeasureId;
use serde_json::Value;
use std::sync::Arc;

pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(measure): Id<MeasureId>,
) -> Result<Json<Value>, Fault> {
    let is_single = app.config.operators.is_single();
    let done = app.engine.confirm(measure, &operator.name, is_single).await?;
    Ok(Json(view::measure(&app, &done).await?))
}

pub(crate) async fn drop_it(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(measure): Id<MeasureId>,
) -> Result<Json<Value>, Fault> {
    let done = app.engine.drop_measure(measure, &operator.name).await?;
    Ok(Json(view::measure(&app, &done).await?))
}

pub(crate) async fn lift(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(measure): Id<MeasureId>,
) -> Result<Json<Value>, Fault> {
    let done = app.engine.lift(measure, &operator.name).await?;
    Ok(Json(view::measure(&app, &done).await?))
}
