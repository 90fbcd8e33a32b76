//! `GET /businesses/{business}/secret`: what checks the signatures of its webhooks.

use super::extract::Id;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.store().business(business).await?;
    Ok(Json(json!({
        "app_id": business.app.to_string(),
        "app_secret": business.app_secret,
        "app_token": format!("{}|{}", business.app, business.app_secret),
    })))
}
