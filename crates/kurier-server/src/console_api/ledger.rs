//! `POST /ledger/verify`: recomputes everything from the log and compares.

use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_store::record::LedgerReport;
use std::sync::Arc;

pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<LedgerReport>, Fault> {
    Ok(Json(app.engine.store().verify_ledger().await?))
}
