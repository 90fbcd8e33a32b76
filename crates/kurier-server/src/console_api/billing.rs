//! `POST /billing/close`, `GET /billing/statements`, `POST /billing/credits`, `POST /billing/payments`: closed months, what
//! is given back, and what providers say. `GET` and `POST /businesses/{business}/terms`: on which terms one pays.

use super::extract::{Body, Id, Params, id, page_size};
use crate::auth::operator::Operator;
use crate::cloud_api::own::billing::{limits_view, number, page, view};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::billing::{Payment, TermsChange};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::statement::Month;
use kurier_store::record::CreditRequest;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Largest amount: a billion units.
const AMOUNT_MAX_MICROS: i64 = 1_000_000_000_000_000;
/// Longest reference or reason, in characters.
const TEXT_MAX: usize = 140;
const PAGE_MAX: u32 = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Close {
    business: String,
    month: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    #[serde(default)]
    business: Option<String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credit {
    business: String,
    month: String,
    kind: TransferKind,
    amount_micros: i64,
    reason: String,
    reference: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// The provider confirmed it.
    Confirmed,
    /// The bank holds it.
    Settled,
    /// It was taken back.
    ChargedBack,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paid {
    business: String,
    channel: Channel,
    event: Said,
    amount_micros: i64,
    #[serde(default)]
    vat_micros: i64,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    #[serde(default)]
    credit_limit_micros: Option<i64>,
    #[serde(default)]
    spend_per_day_micros: Option<i64>,
    #[serde(default)]
    spend_per_month_micros: Option<i64>,
    #[serde(default)]
    stopped: Option<bool>,
}

pub(crate) async fn close(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<Close>,
) -> Result<Json<Value>, Fault> {
    let business = id(&body.business, "business")?;
    let statement = app.engine.close_month(business, month(&body.month)?).await?;
    Ok(Json(view(&statement)))
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(query): Params<Query>,
) -> Result<Json<Value>, Fault> {
    let business = query.business.as_deref().map(|text| id(text, "business")).transpose()?;
    let after = query.after.as_deref().map(|name| {
        number(name).ok_or_else(|| Fault::bad_request("after is a number such as 2026-000017"))
    });
    let limit = page_size(query.limit, PAGE_MAX);
    let found = app.engine.store().statements(business, after.transpose()?, limit).await?;
    Ok(Json(page(&found, limit)))
}

pub(crate) async fn credit(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<Credit>,
) -> Result<Json<Value>, Fault> {
    let request = CreditRequest {
        business: id(&body.business, "business")?,
        kind: body.kind,
        amount: amount(body.amount_micros)?,
        month: month(&body.month)?,
        reason: short(body.reason, "a reason")?,
        reference: short(body.reference, "a reference")?,
    };
    Ok(Json(view(&app.engine.give_credit(request).await?)))
}

pub(crate) async fn pay(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<Paid>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.store().business(id(&body.business, "business")?).await?.id;
    let (channel, net) = (body.channel, amount(body.amount_micros)?);
    let reference = short(body.reference, "a reference")?;
    let vat = Micros(body.vat_micros);
    if !(0..=AMOUNT_MAX_MICROS).contains(&vat.0) {
        return Err(Fault::bad_request("vat_micros must be 0 to 1000000000000000"));
    }
    let engine = &app.engine;
    let transfer = match body.event {
        Said::Confirmed => {
            engine.pay_in(&Payment { business, channel, net, vat, reference }).await?
        }
        Said::Settled => engine.settle_payments(business, channel, net, reference).await?,
        Said::ChargedBack => engine.charge_back(business, channel, net, reference).await?,
    };
    let balance = engine.store().balance(business).await?;
    Ok(Json(json!({ "transfer": transfer, "balance": super::view::balance(balance) })))
}

pub(crate) async fn terms(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    shown(&app, business).await
}

pub(crate) async fn change_terms(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<Terms>,
) -> Result<Json<Value>, Fault> {
    let all = [body.credit_limit_micros, body.spend_per_day_micros, body.spend_per_month_micros];
    if !all.iter().flatten().all(|micros| (0..=AMOUNT_MAX_MICROS).contains(micros)) {
        return Err(Fault::bad_request("a limit is 0 to 1000000000000000; 0 lifts it"));
    }
    let change = TermsChange {
        credit_limit: body.credit_limit_micros.map(Micros),
        spend_per_day: body.spend_per_day_micros.map(Micros),
        spend_per_month: body.spend_per_month_micros.map(Micros),
        stopped: body.stopped,
    };
    app.engine.change_terms(business, change).await?;
    shown(&app, business).await
}

async fn shown(app: &App, business: BusinessId) -> Result<Json<Value>, Fault> {
    let (store, now) = (app.engine.store(), app.engine.clock().now());
    let usage = store.usage(business, None).await?;
    let card = store.rate_card(now).await.ok();
    Ok(Json(limits_view(&usage.terms_at(now), &usage.spent.at(now), card.as_ref(), now)))
}

fn month(name: &str) -> Result<Month, Fault> {
    Month::parse(name).ok_or_else(|| Fault::bad_request("month is a month such as 2026-11"))
}

fn amount(micros: i64) -> Result<Micros, Fault> {
    if (1..=AMOUNT_MAX_MICROS).contains(&micros) {
        return Ok(Micros(micros));
    }
    Err(Fault::bad_request("amount_micros must be 1 to 1000000000000000"))
}

fn short(text: String, what: &str) -> Result<String, Fault> {
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(Fault::bad_request(format!("{what} has 1 to 140 characters")));
    }
    Ok(text)
}
