//! `GET /desk/reports` and `GET /desk/reports/{report}`: what people reported, oldest first.

use super::view;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Id, Params, id, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::ReportId;
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;
use kurier_store::record::ReportFilter;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    business: Option<String>,
    #[serde(default)]
    reason: Option<Reason>,
    /// `open` or `handled`; both without it.
    #[serde(default)]
    state: Option<Waits>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

/// Whether a report waits.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Waits {
    Open,
    Handled,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(asked): Params<Asked>,
) -> Result<Json<Value>, Fault> {
    let limit = page_size(asked.limit, PAGE);
    let filter = ReportFilter {
        business: asked.business.as_deref().map(|text| id(text, "business")).transpose()?,
        reason: asked.reason,
        handled: asked.state.map(|state| state == Waits::Handled),
        until: Timestamp(0),
        after: asked.after.as_deref().map(place).transpose()?,
    };
    let found = app.engine.reports(filter, limit).await?;
    let next = found.last().filter(|_| found.len() == limit as usize);
    let next = next.map(|last| format!("{}-{}", last.at.0, last.id));
    let mut all = Vec::with_capacity(found.len());
    for report in &found {
        all.push(view::report(&app, report).await?);
    }
    Ok(Json(json!({ "data": all, "next": next })))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(report): Id<ReportId>,
) -> Result<Json<Value>, Fault> {
    let report = app.engine.store().report(report).await?;
    Ok(Json(view::report(&app, &report).await?))
}

/// The place after which a page begins, as `next` says it.
fn place(text: &str) -> Result<(Timestamp, ReportId), Fault> {
    let bad = || Fault::bad_request("after is the `next` of another page");
    let (at, report) = text.split_once('-').ok_or_else(bad)?;
    let at = at.parse().map_err(|_| bad())?;
    Ok((Timestamp(at), report.parse().map_err(|_| bad())?))
}
