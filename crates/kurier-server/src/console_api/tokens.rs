//! `POST /businesses/{business}/tokens`: a further access token, shown once.

use super::extract::{Body, Id};
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest label, in characters.
const LABEL_MAX: usize = 75;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    #[serde(default)]
    label: String,
    #[serde(default)]
    lifetime_s: Option<i64>,
}

#[derive(Serialize)]
pub(crate) struct Created {
    token: String,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<New>,
) -> Result<Json<Created>, Fault> {
    if body.label.chars().count() > LABEL_MAX {
        return Err(Fault::new("too_long", "a label has at most 75 characters"));
    }
    if body.lifetime_s.is_some_and(|seconds| seconds <= 0) {
        return Err(Fault::bad_request("lifetime_s must be above zero"));
    }
    let business = app.engine.store().business(business).await?.id;
    let token = app.engine.create_token(business, body.label, body.lifetime_s).await?;
    Ok(Json(Created { token }))
}
