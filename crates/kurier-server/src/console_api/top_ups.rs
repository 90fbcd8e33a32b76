//! `POST /businesses/{business}/top-ups`: a payment arrived. The same reference books it once.

use super::extract::{Body, Id};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use kurier_policy::money::Micros;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Largest single payment: a billion units.
const AMOUNT_MAX_MICROS: i64 = 1_000_000_000_000_000;
/// Longest reference, in characters.
const REFERENCE_MAX: usize = 140;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    amount_micros: i64,
    reference: String,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<New>,
) -> Result<Json<Value>, Fault> {
    if !(1..=AMOUNT_MAX_MICROS).contains(&body.amount_micros) {
        return Err(Fault::bad_request("amount_micros must be 1 to 1000000000000000"));
    }
    if body.reference.is_empty() || body.reference.chars().count() > REFERENCE_MAX {
        return Err(Fault::bad_request("a reference has 1 to 140 characters"));
    }
    let store = app.engine.store();
    let business = store.business(business).await?.id;
    let now = app.engine.clock().now();
    let transfer = store.top_up(business, Micros(body.amount_micros), body.reference, now).await?;
    let balance = store.balance(business).await?;
    Ok(Json(json!({ "transfer": transfer, "balance": view::balance(balance) })))
}
