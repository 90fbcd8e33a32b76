//! `GET /quality`: how the marketing of every business is liked. `GET` and `POST /businesses/{business}/quality`: of one,
//! and what the operator does about it.

use super::extract::{Body, Id, Params};
use crate::auth::operator::Operator;
use crate::cloud_api::own::quality::view;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::BusinessId;
use kurier_policy::time::DAY_S;
use kurier_store::record::Business;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Businesses on one page.
const PAGE: u32 = 50;
/// Longest pause by hand.
const PAUSE_DAYS_MAX: i64 = 365;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    #[serde(default)]
    after: Option<BusinessId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, tag = "action", rename_all = "snake_case")]
pub(crate) enum Act {
    /// Takes the last strike back.
    Forgive,
    /// Pauses marketing.
    Pause {
        /// For so many days.
        days: i64,
    },
    /// Closes the business.
    Close,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(page): Params<Page>,
) -> Result<Json<Value>, Fault> {
    let businesses = app.engine.store().businesses(page.after, PAGE).await?;
    let is_last = businesses.len() < PAGE as usize;
    let next = businesses.last().filter(|_| !is_last).map(|last| last.id.to_string());
    let mut all = Vec::with_capacity(businesses.len());
    for business in &businesses {
        all.push(shown(&app, business).await?);
    }
    Ok(Json(json!({ "businesses": all, "next": next })))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.store().business(business).await?;
    Ok(Json(shown(&app, &business).await?))
}

pub(crate) async fn act(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(act): Body<Act>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.store().business(business).await?;
    match act {
        Act::Forgive => app.engine.forgive_strike(business.id).await?,
        Act::Pause { days } if (1..=PAUSE_DAYS_MAX).contains(&days) => {
            let until = app.engine.clock().now().plus_s(days * DAY_S);
            app.engine.pause_marketing(business.id, until).await?
        }
        Act::Pause { .. } => return Err(Fault::bad_request("days must be 1 to 365")),
        Act::Close => app.engine.close_business(business.id).await?,
    };
    Ok(Json(shown(&app, &business).await?))
}

async fn shown(app: &App, business: &Business) -> Result<Value, Fault> {
    let found = app.engine.marketing_quality(business).await?;
    let guard = app.engine.guard(business.id).await?;
    let mut shown = view(business.id, &found, guard.as_ref(), app.engine.clock().now());
    if let Some(members) = shown.as_object_mut() {
        members.insert("name".to_owned(), business.name.clone().into());
    }
    Ok(shown)
}
