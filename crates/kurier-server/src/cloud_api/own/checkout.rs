//! `POST /kurier/v1/billing/checkouts`: a page of the payment provider on which the business pays in.

use super::invoices::fault;
use super::{Call, bad_value, number};
use crate::cloud_api::reply::Reply;
use kurier_engine::EngineError;
use kurier_engine::psp::NOT_SET_UP;
use kurier_wire::error::WireError;
use serde_json::json;

pub(super) async fn begin(call: &Call) -> Result<Reply, WireError> {
    let Some(amount) = number(call, "amount_cents")? else {
        return Err(bad_value("amount_cents says how much to pay in, with tax."));
    };
    let Some(psp) = call.app().psp.get() else {
        let message = "no payment provider is set up here; pay by bank transfer".to_owned();
        return Err(fault(EngineError::Invalid { code: NOT_SET_UP, message }));
    };
    let (business, back) = (call.business().id, format!("{}/prices", call.base()));
    let page = call.engine().begin_checkout(&**psp, business, amount, back).await.map_err(fault)?;
    Ok(json!({ "id": page.id, "url": page.url }).into())
}
