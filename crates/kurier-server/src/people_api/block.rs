//! `POST /permissions/{business}/block`: a business may write nothing any more, or again.

use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use kurier_policy::id::BusinessId;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Body {
    blocked: bool,
}

pub(crate) async fn block(
    State(app): State<Arc<App>>,
    session: Session,
    Path(business): Path<String>,
    Json(body): Json<Body>,
) -> Result<Json<serde_json::Value>, Fault> {
    let business: BusinessId = business.parse().map_err(|_| Fault::not_found("business"))?;
    app.engine.block(session.device.person, business, body.blocked).await?;
    Ok(Json(serde_json::json!({ "success": true })))
}
