//! `POST /messages/{seq}/played`: she listened to a voice note.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::InboxSeq;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) async fn played(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
) -> Result<Json<Value>, Fault> {
    app.engine.played(session.device.person, InboxSeq(seq)).await?;
    Ok(Json(json!({ "success": true })))
}
