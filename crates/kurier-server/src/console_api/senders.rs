//! `GET /businesses/{business}/senders`: its addresses; few, so all at once.

use super::extract::Id;
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use std::sync::Arc;

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<view::Page>, Fault> {
    let business = app.engine.store().business(business).await?.id;
    let senders = app.engine.store().senders(business).await?;
    Ok(Json(view::Page { data: senders.iter().map(view::sender).collect(), next: None }))
}
