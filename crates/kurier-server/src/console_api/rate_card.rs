//! `GET /rate-card`: the prices in force.

use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::pricing::RateCard;
use std::sync::Arc;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<RateCard>, Fault> {
    Ok(Json(app.engine.store().rate_card(app.engine.clock().now()).await?))
}
