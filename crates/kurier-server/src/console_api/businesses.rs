//! `GET` and `POST /businesses`, `GET /businesses/{business}`.

use super::extract::{Body, Id, Params, id, page_size};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::account::NewBusiness;
use kurier_policy::id::BusinessId;
use kurier_policy::money::Micros;
use kurier_policy::phone::PhoneNumber;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE_MAX: u32 = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    name: String,
    display_number: String,
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    credit_micros: i64,
}

#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<New>,
) -> Result<Json<Value>, Fault> {
    let display_number = PhoneNumber::parse(&body.display_number)
        .map_err(|error| Fault::bad_request(format!("display_number: {error}")))?;
    if body.credit_micros < 0 {
        return Err(Fault::bad_request("credit_micros must not be below zero"));
    }
    let new = NewBusiness {
        name: body.name,
        display_number,
        verified: body.verified,
        credit: Micros(body.credit_micros),
    };
    let made = app.engine.create_business(new).await?;
    Ok(Json(json!({
        "business": view::business(&made.business),
        "sender": view::sender(&made.sender),
        "app_secret": made.business.app_secret,
        "token": made.token,
    })))
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(query): Params<Query>,
) -> Result<Json<view::Page>, Fault> {
    let after = query.after.map(|text| id(&text, "after")).transpose()?;
    let limit = page_size(query.limit, PAGE_MAX);
    let found = app.engine.store().businesses(after, limit).await?;
    let rows = found.iter().map(|row| (row.id.to_string(), view::business(row))).collect();
    Ok(Json(view::Page::of(rows, limit)))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    let store = app.engine.store();
    let record = store.business(business).await?;
    let senders = store.senders(business).await?;
    let balance = store.balance(business).await?;
    Ok(Json(json!({
        "business": view::business(&record),
        "senders": senders.iter().map(view::sender).collect::<Vec<_>>(),
        "balance": view::balance(balance),
    })))
}
