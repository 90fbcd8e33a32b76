//! `GET /businesses/{business}/templates`, with `status=PENDING` those that wait for review, and
//! `GET /templates/{template}`.

use super::extract::{Id, Params, id, page_size};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::template::{Template, TemplateStatus};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

const PAGE_MAX: u32 = 200;
/// Templates looked at in one step while a status is looked for.
const STEP: u32 = 500;

#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    status: Option<TemplateStatus>,
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
    let found = find(&app, business, (after, limit), query.status).await?;
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

/// A page of templates, of one status if one is named.
async fn find(
    app: &App,
    business: BusinessId,
    (mut after, limit): (Option<TemplateId>, u32),
    status: Option<TemplateStatus>,
) -> Result<Vec<Template>, Fault> {
    let store = app.engine.store();
    let Some(status) = status else {
        return Ok(store.templates(business, after, limit).await?);
    };
    let mut found = Vec::new();
    loop {
        let step = store.templates(business, after, STEP).await?;
        after = step.last().map(|last| last.id);
        let is_last = step.len() < STEP as usize;
        found.extend(step.into_iter().filter(|one| one.status == status));
        if is_last || found.len() >= limit as usize {
            found.truncate(limit as usize);
            return Ok(found);
        }
    }
}
