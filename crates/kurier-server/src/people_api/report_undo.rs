//! `POST /reports/{report}/undo`: takes a report back, and the block with it, in its first seconds.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::ReportId;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    session: Session,
    Named(report): Named<ReportId>,
) -> Result<Json<Value>, Fault> {
    app.engine.undo_report(session.device.person, report).await?;
    Ok(Json(json!({ "success": true })))
}
