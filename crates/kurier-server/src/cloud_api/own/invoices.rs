//! `GET /kurier/v1/billing/invoices[/{number}[/{form}]]`: documents of the business. `GET` and `POST
//! /kurier/v1/billing/details`: what stands on them. `GET /kurier/v1/billing/comparison`: a month by another list.

use super::{Call, bad_value};
use crate::cloud_api::own::billing::number;
use crate::cloud_api::reply::{Reply, internal};
use kurier_engine::EngineError;
use kurier_engine::invoices::{DETAILS_MISSING, DETAILS_UNFIT, Form, MONTH_OPEN, Row, Writer};
use kurier_engine::psp::{NOT_SET_UP, PROVIDER, REFUSED};
use kurier_policy::statement::{Month, StatementNumber};
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

/// Documents on a page.
const PAGE: u32 = 50;

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let row = match call.params.get("kind").and_then(Value::as_str) {
        None => Row::Months,
        Some(name) => {
            Row::parse(name).ok_or_else(|| bad_value("kind is months, advances or returns."))?
        }
    };
    let after =
        match call.params.get("after").and_then(Value::as_str) {
            Some(name) => Some(after(name).ok_or_else(|| {
                bad_value("after is the number of a document, such as 2026-000017.")
            })?),
            None => None,
        };
    let of = Some(call.business().id);
    let found = call.engine().invoices(of, row, after, PAGE).await.map_err(fault)?;
    Ok(page(&found, PAGE).into())
}

/// The place of a document in its row.
pub(crate) fn after(name: &str) -> Option<StatementNumber> {
    number(Row::of(name).1)
}

pub(crate) fn page(found: &[Value], limit: u32) -> Value {
    let is_full = u32::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found.last().filter(|_| is_full).map(|last| last["number"].clone());
    json!({ "data": found, "next": next })
}

pub(super) async fn show(call: &Call, number: &str) -> Result<Reply, WireError> {
    let of = Some(call.business().id);
    Ok(call.engine().invoice(of, number).await.map_err(fault)?.into())
}

pub(super) async fn file(call: &Call, number: &str, form: &str) -> Result<Reply, WireError> {
    let form = Form::parse(form).ok_or_else(|| error::unknown_object(form, "GET"))?;
    let of = Some(call.business().id);
    let file = call.engine().invoice_file(of, number, form).await.map_err(fault)?;
    Ok(Reply::file(file))
}

pub(super) async fn details(call: &Call) -> Result<Reply, WireError> {
    let of = call.business().id;
    let details = call.engine().billing_details(Some(of)).await.map_err(fault)?;
    Ok(with_reference(call, details))
}

fn with_reference(call: &Call, mut details: Value) -> Reply {
    let reference = call.engine().payment_reference(call.business().id);
    details["payment_reference"] = json!(reference);
    details.into()
}

pub(super) async fn set_details(call: &Call) -> Result<Reply, WireError> {
    let mut asked = call.params.clone();
    // What an earlier answer told may come back as it is.
    asked.remove("payment_reference");
    asked.retain(|_, value| !value.is_null());
    let of = Some(call.business().id);
    let set = call.engine().set_billing_details(of, Writer::Business, asked);
    let kept = set.await.map_err(fault)?;
    Ok(with_reference(call, kept))
}

pub(super) async fn comparison(call: &Call) -> Result<Reply, WireError> {
    let month = match call.params.get("month").and_then(Value::as_str) {
        Some(name) => {
            Some(Month::parse(name).ok_or_else(|| bad_value("month is a month such as 2026-11."))?)
        }
        None => None,
    };
    let of = call.business().id;
    Ok(call.engine().compare_prices(of, month).await.map_err(fault)?.into())
}

pub(super) fn fault(fault: EngineError) -> WireError {
    match fault {
        EngineError::Invalid { code: DETAILS_MISSING, message } => {
            GraphError::of(&error::BILLING_DETAILS_MISSING).details(message).boxed()
        }
        EngineError::Invalid { code: DETAILS_UNFIT, message } => {
            GraphError::of(&error::BILLING_DETAILS_UNFIT).details(message).boxed()
        }
        EngineError::Invalid { code: MONTH_OPEN, message } => {
            GraphError::of(&error::MONTH_NOT_CLOSED).details(message).boxed()
        }
        EngineError::Invalid { code: NOT_SET_UP, message } => {
            GraphError::of(&error::PAYMENTS_NOT_SET_UP).details(message).boxed()
        }
        EngineError::Invalid { code: PROVIDER | REFUSED, message } => {
            GraphError::of(&error::PAYMENT_PROVIDER).details(message).boxed()
        }
        other => internal(other),
    }
}
