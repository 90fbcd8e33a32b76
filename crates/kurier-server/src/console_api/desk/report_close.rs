//! `POST /desk/reports/{report}/close`: what was done about a report.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::desk::Outcome;
use kurier_policy::id::ReportId;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Done {
    outcome: Outcome,
    /// For the other operators.
    #[serde(default)]
    note: String,
}

pub(crate) async fn close(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(report): Id<ReportId>,
    Body(body): Body<Done>,
) -> Result<Json<Value>, Fault> {
    let done = app.engine.handle_report(report, &operator.name, body.outcome, &body.note).await?;
    Ok(Json(view::report(&app, &done).await?))
}
