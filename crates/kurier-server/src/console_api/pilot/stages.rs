//! `POST /pilot/businesses/{business}/stage`: how far an enrolled business is.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use kurier_policy::pilot::Stage;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    stage: Stage,
    reason: String,
}

pub(crate) async fn go(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<Move>,
) -> Result<Json<Value>, Fault> {
    let moved = app.engine.move_stage(business, body.stage, &body.reason, &operator.name).await?;
    Ok(Json(view::enrolment(Some(&moved))))
}
