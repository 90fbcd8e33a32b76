//! `GET` and `POST /rate-card`: the prices in force, and new ones from a moment on.

use crate::auth::operator::Operator;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::pricing::{Quota, Rate, RateCard, VolumeTier};
use kurier_policy::time::Timestamp;
use serde::Deserialize;
use std::sync::Arc;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<RateCard>, Fault> {
    Ok(Json(app.engine.store().rate_card(app.engine.clock().now()).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    #[serde(default)]
    valid_from: Option<Timestamp>,
    rates: Vec<Rate>,
    #[serde(default)]
    quotas: Vec<Quota>,
    #[serde(default)]
    tiers: Vec<VolumeTier>,
}

pub(crate) async fn set(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(new): Body<New>,
) -> Result<Json<RateCard>, Fault> {
    let New { valid_from, rates, quotas, tiers } = new;
    let set = app.engine.set_rate_card(valid_from, rates, quotas, tiers).await?;
    set.map(Json).map_err(|fault| Fault::bad_request(fault.to_string()))
}
