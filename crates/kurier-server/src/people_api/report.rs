//! `POST /permissions/{business}/report`: she reports a business to the operator, and may show what it wrote.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::desk::NewReport;
use kurier_policy::desk::REPORT_UNDO_S;
use kurier_policy::id::{BusinessId, InboxSeq};
use kurier_policy::rules::reason::Reason;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Body {
    reason: Reason,
    /// Whether the business is blocked, too.
    #[serde(default)]
    block: bool,
    /// Places of the messages that the operator may read.
    #[serde(default)]
    show: Vec<u32>,
}

pub(crate) async fn report(
    State(app): State<Arc<App>>,
    session: Session,
    Named(business): Named<BusinessId>,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<Value>, Fault> {
    let show = body.show.into_iter().map(InboxSeq).collect();
    let new = NewReport { reason: body.reason, block: body.block, show };
    let report = app.engine.report(session.device.person, business, new).await?;
    Ok(Json(json!({ "report": report.id.to_string(), "undo_s": REPORT_UNDO_S })))
}
