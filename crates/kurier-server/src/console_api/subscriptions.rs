//! `GET /businesses/{business}/subscriptions` and `GET /subscriptions/{subscription}/attempts`.

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
    limit: Option<u32>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<view::Page>, Fault> {
    let store = app.engine.store();
    let business = store.business(business).await?.id;
    let mut data = Vec::new();
    for subscription in store.subscriptions(business).await? {
        let (next_retry_at, waiting) = store.retry_outlook(subscription.id).await?;
        let mut row = view::subscription(&subscription);
        if let Some(row) = row.as_object_mut() {
            row.insert("next_retry_at".to_owned(), json!(next_retry_at));
            row.insert("waiting".to_owned(), json!(waiting));
        }
        data.push(row);
    }
    Ok(Json(view::Page { data, next: None }))
}

/// Newest first.
pub(crate) async fn attempts(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(subscription): Id<i64>,
    Params(query): Params<Query>,
) -> Result<Json<view::Page>, Fault> {
    let limit = page_size(query.limit, PAGE_MAX);
    let found = app.engine.store().attempts(subscription, None, limit).await?;
    Ok(Json(view::Page { data: found.iter().map(|row| json!(row)).collect(), next: None }))
}
