//! `GET /receipts/{receipt}`: the signed proof as a file.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::IntoResponse;
use kurier_policy::id::ReceiptId;
use std::sync::Arc;

pub(crate) async fn download(
    State(app): State<Arc<App>>,
    session: Session,
    Named(id): Named<ReceiptId>,
) -> Result<impl IntoResponse, Fault> {
    let receipt = app.engine.store().receipt(session.device.person, id).await?;
    let file = format!("attachment; filename=\"kurier-receipt-{id}.json\"");
    Ok(([(CONTENT_DISPOSITION, file)], Json(receipt)))
}
