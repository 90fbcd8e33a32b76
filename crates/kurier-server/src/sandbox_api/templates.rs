//! `POST /templates/{template}/{approve|reject|pause}`: the operator's review, in one call.

use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::TemplateId;
use kurier_policy::template::TemplateStatus;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Reviewed {
    id: String,
    status: TemplateStatus,
}

pub(crate) async fn approve(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(_): Body<Review>,
) -> Result<Json<Reviewed>, Fault> {
    review(&app, template, TemplateStatus::Approved, None).await
}

pub(crate) async fn reject(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(body): Body<Review>,
) -> Result<Json<Reviewed>, Fault> {
    let reason = body.reason.unwrap_or_else(|| "rejected in the sandbox".to_owned());
    review(&app, template, TemplateStatus::Rejected, Some(reason)).await
}

pub(crate) async fn pause(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(_): Body<Review>,
) -> Result<Json<Reviewed>, Fault> {
    review(&app, template, TemplateStatus::Paused, None).await
}

async fn review(
    app: &App,
    template: TemplateId,
    status: TemplateStatus,
    reason: Option<String>,
) -> Result<Json<Reviewed>, Fault> {
    let template = app.engine.review_template(template, status, reason).await?;
    Ok(Json(Reviewed { id: template.id.to_string(), status: template.status }))
}
