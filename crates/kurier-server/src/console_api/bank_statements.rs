//! `POST /billing/bank-statements`: a bank's statement (CAMT.053); what came by transfer is booked by its reference.

use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use kurier_engine::invoices::BankStatement;
use std::sync::Arc;

pub(crate) async fn import(
    State(app): State<Arc<App>>,
    _operator: Operator,
    file: Result<Bytes, BytesRejection>,
) -> Result<Json<BankStatement>, Fault> {
    let file = file.map_err(|_| Fault::new("file_too_large", "the file is larger than 16 MiB"))?;
    Ok(Json(app.engine.import_bank_statement(&file).await?))
}
