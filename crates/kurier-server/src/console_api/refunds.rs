//! `POST /billing/refunds`: asks the payment provider to give a payment back, all or a part. `GET`: how the refunds and
//! disputes of a payment stand.

use super::extract::{Body, Params};
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::psp::{NOT_SET_UP, Psp};
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Of {
    payment: String,
}

fn provider(app: &App) -> Result<&dyn Psp, Fault> {
    let none = || Fault::new(NOT_SET_UP, "no payment provider is set up here");
    app.psp.get().map(|psp| &**psp).ok_or_else(none)
}

pub(super) fn is_name(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.chars().count())
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(ask): Body<Ask>,
) -> Result<Json<Value>, Fault> {
    let psp = provider(&app)?;
    if !is_name(&ask.payment) || !is_name(&ask.reference) {
        return Err(Fault::bad_request("payment and reference have 1 to 140 characters"));
    }
    let (payment, cents) = (ask.payment, ask.amount_cents);
    let made = app.engine.refund_payment(psp, payment, cents, ask.reference).await?;
    Ok(Json(json!(made)))
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(of): Params<Of>,
) -> Result<Json<Value>, Fault> {
    let found = app.engine.refunds_of(provider(&app)?, &of.payment).await?;
    Ok(Json(json!({ "data": found })))
}
