//! `POST /billing/refunds`: asks the payment provider to give a payment back, all or a part.

use super::extract::Body;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::psp::NOT_SET_UP;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Longest name, in characters.
const NAME_MAX: usize = 140;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    payment: String,
    amount_cents: i64,
    reference: String,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(ask): Body<Ask>,
) -> Result<Json<Value>, Fault> {
    let Some(psp) = app.psp.get() else {
        return Err(Fault::new(NOT_SET_UP, "no payment provider is set up here"));
    };
    let fits = |text: &str| (1..=NAME_MAX).contains(&text.chars().count());
    if !fits(&ask.payment) || !fits(&ask.reference) {
        return Err(Fault::bad_request("payment and reference have 1 to 140 characters"));
    }
    let (engine, psp) = (&app.engine, &**psp);
    engine.refund_payment(psp, ask.payment, ask.amount_cents, ask.reference).await?;
    Ok(Json(json!({ "asked": true })))
}
