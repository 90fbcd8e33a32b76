//! `POST /receipts/{receipt}/undo`: allows again what that receipt took away, or some of it.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::undo::Back;
use kurier_policy::id::ReceiptId;
use kurier_policy::permission::Cadence;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Body {
    /// A topic that stays ended.
    #[serde(default)]
    without: Option<String>,
    #[serde(default)]
    at_most: Option<Cadence>,
}

pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    session: Session,
    Named(receipt): Named<ReceiptId>,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<Value>, Fault> {
    let back = Back { without: body.without, at_most: body.at_most };
    let recorded = app.engine.undo(session.device.person, receipt, back).await?;
    let receipt_seq = recorded.entries.first().map_or(0, |entry| entry.seq.0);
    Ok(Json(json!({ "receipt_seq": receipt_seq })))
}
