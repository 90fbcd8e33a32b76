//! `POST /cards/{card}/accept` and `POST /cards/{card}/decline`.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::CardId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct No {
    /// Whether the business may write nothing any more, either.
    #[serde(default)]
    block: bool,
}

#[derive(Serialize)]
pub(crate) struct Allowed {
    business: String,
    receipt_seq: u32,
}

pub(crate) async fn accept(
    State(app): State<Arc<App>>,
    session: Session,
    Named(card): Named<CardId>,
) -> Result<Json<Allowed>, Fault> {
    let recorded = app.engine.accept_card(session.device.person, card).await?;
    let receipt_seq = recorded.entries.first().map_or(0, |entry| entry.seq.0);
    let business = recorded.relation.business.to_string();
    Ok(Json(Allowed { business, receipt_seq }))
}

pub(crate) async fn decline(
    State(app): State<Arc<App>>,
    session: Session,
    Named(card): Named<CardId>,
    extract::Body(no): extract::Body<No>,
) -> Result<Json<Value>, Fault> {
    app.engine.decline_card(session.device.person, card, no.block).await?;
    Ok(Json(json!({ "success": true })))
}
