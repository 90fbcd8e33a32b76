//! `GET /billing/strays`: payments that nobody's balance has. `POST`: whose one is.

use super::extract::{Body, Params, id, page_size};
use super::refunds::is_name;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::ledger::Channel;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE_MAX: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    #[serde(default)]
    after: Option<i64>,
    #[serde(default)]
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    payment: String,
    business: String,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(query): Params<Query>,
) -> Result<Json<Value>, Fault> {
    let limit = page_size(query.limit, PAGE_MAX);
    let found = app.engine.strays(query.after.unwrap_or(0), limit).await?;
    let is_full = u32::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found.last().filter(|_| is_full).map(|last| last["number"].clone());
    Ok(Json(json!({ "data": found, "next": next })))
}

pub(crate) async fn place(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(place): Body<Place>,
) -> Result<Json<Value>, Fault> {
    if !is_name(&place.payment) {
        return Err(Fault::bad_request("payment has 1 to 140 characters"));
    }
    let business = id(&place.business, "business")?;
    app.engine.place_payment(Channel::Stripe, &place.payment, business).await?;
    Ok(Json(json!({ "booked": true })))
}
