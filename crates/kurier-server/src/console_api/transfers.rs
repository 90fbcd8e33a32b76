//! `GET /businesses/{business}/transfers`: its ledger lines, oldest first.

use super::extract::{Id, Params, page_size};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

const PAGE_MAX: u32 = 500;

#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Params(query): Params<Query>,
) -> Result<Json<view::Page>, Fault> {
    let store = app.engine.store();
    let business = store.business(business).await?.id;
    let limit = page_size(query.limit, PAGE_MAX);
    let found = store.transfers(business, query.after, limit).await?;
    let rows = found.iter().map(|line| (line.id.to_string(), json!(line))).collect();
    Ok(Json(view::Page::of(rows, limit)))
}
