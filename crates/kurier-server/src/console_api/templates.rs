//! `GET /businesses/{business}/templates`, `GET /templates/{template}`, and the operator's review.

use super::extract::{Body, Id, Params, id, page_size};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::template::TemplateStatus;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

const PAGE_MAX: u32 = 200;
/// Longest reason of a rejection, in characters.
const REASON_MAX: usize = 500;

#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    status: TemplateStatus,
    #[serde(default)]
    reason: Option<String>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Params(query): Params<Query>,
) -> Result<Json<view::Page>, Fault> {
    let business = app.engine.store().business(business).await?.id;
    let after = query.after.map(|text| id(&text, "after")).transpose()?;
    let limit = page_size(query.limit, PAGE_MAX);
    let found = app.engine.store().templates(business, after, limit).await?;
    let rows = found.iter().map(|row| (row.id.to_string(), view::template(row))).collect();
    Ok(Json(view::Page::of(rows, limit)))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view::template(&app.engine.store().template(template).await?)))
}

pub(crate) async fn review(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(body): Body<Review>,
) -> Result<Json<Value>, Fault> {
    let reason = body.reason.filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(Fault::new("too_long", "a reason has at most 500 characters"));
    }
    if body.status == TemplateStatus::Rejected && reason.is_none() {
        return Err(Fault::bad_request("a rejection needs a reason"));
    }
    let template = app.engine.review_template(template, body.status, reason).await?;
    Ok(Json(view::template(&template)))
}
