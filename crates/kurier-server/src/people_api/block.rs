//! `POST /permissions/{business}/block`: a business may write nothing any more, or again.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::desk::NewReport;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::reason::Reason;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Body {
    blocked: bool,
    /// Whether she reports it, too.
    #[serde(default)]
    report: bool,
}

pub(crate) async fn block(
    State(app): State<Arc<App>>,
    session: Session,
    Named(business): Named<BusinessId>,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<serde_json::Value>, Fault> {
    let person = session.device.person;
    if body.blocked && body.report {
        let new = NewReport { reason: Reason::Other, block: true, show: Vec::new() };
        app.engine.report(person, business, new).await?;
    } else {
        app.engine.block(person, business, body.blocked).await?;
    }
    Ok(Json(serde_json::json!({ "success": true })))
}
