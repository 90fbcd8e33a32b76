//! `POST /businesses/{business}/codes`: a code that the business's app exchanges for a token, once and soon.

use super::extract::Id;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Made {
    code: String,
    expires_at: Timestamp,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Made>, Fault> {
    let business = app.engine.store().business(business).await?.id;
    let (code, expires_at) = app.engine.sign_up_code(business);
    Ok(Json(Made { code, expires_at }))
}
