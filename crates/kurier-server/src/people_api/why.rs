//! `GET /messages/{seq}/why`: the checks that let a message through, and who paid what.

use super::extract::Named;
use super::fault::Fault;
use super::view::BusinessView;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::InboxSeq;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::status::Status;
use kurier_policy::trace::Check;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Why {
    seq: u32,
    business: BusinessView,
    status: Status,
    at: i64,
    checks: Vec<Check>,
    price: PriceView,
    receipt: Option<Box<SignedReceipt>>,
}

#[derive(Serialize)]
struct PriceView {
    category: Category,
    kind: PriceKind,
    micros: Micros,
    currency: Currency,
    /// Whether the business has paid it: it is reserved until the message is delivered.
    charged: bool,
}

pub(crate) async fn why(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
) -> Result<Json<Why>, Fault> {
    let person = session.device.person;
    let explained = app.engine.explain_to_person(person, InboxSeq(seq)).await?;
    let record = explained.record;
    let business = app.engine.store().business(record.business).await?;
    let relation = app.engine.relation(person, record.business).await?;
    Ok(Json(Why {
        seq,
        business: BusinessView::of(&business, Some(&relation)),
        status: record.status,
        at: record.at.0,
        checks: explained.checks,
        price: PriceView {
            category: record.price.category,
            kind: record.price.kind,
            micros: record.price.micros,
            currency: business.currency,
            charged: record.price.micros > Micros::ZERO
                && matches!(record.status, Status::Delivered | Status::Read | Status::Played),
        },
        receipt: record.receipt,
    }))
}
