//! `POST /templates/{template}/{approve|reject|pause}`: the operator's review, in one call.

use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::TemplateId;
use kurier_policy::template::lifecycle::{Decision, RejectionReason};
use kurier_policy::template::{Template, TemplateStatus};
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
    let waits = app.engine.store().template(template).await?.status == TemplateStatus::Pending;
    if waits {
        return shown(&app.engine.decide_template(template, Decision::Approve).await?);
    }
    shown(&app.engine.review_template(template, TemplateStatus::Approved, None).await?)
}

pub(crate) async fn reject(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(body): Body<Review>,
) -> Result<Json<Reviewed>, Fault> {
    let text = body.reason.unwrap_or_else(|| "rejected in the sandbox".to_owned());
    // A test may name one of the Cloud API's reasons, or say anything.
    let decision = match RejectionReason::named(&text) {
        Some(reason) => Decision::Reject { reason, note: String::new() },
        None => Decision::Reject { reason: RejectionReason::InvalidFormat, note: text },
    };
    shown(&app.engine.decide_template(template, decision).await?)
}

pub(crate) async fn pause(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(_): Body<Review>,
) -> Result<Json<Reviewed>, Fault> {
    shown(&app.engine.review_template(template, TemplateStatus::Paused, None).await?)
}

#[expect(clippy::unnecessary_wraps, reason = "the end of every handler here")]
fn shown(template: &Template) -> Result<Json<Reviewed>, Fault> {
    Ok(Json(Reviewed { id: template.id.to_string(), status: template.status }))
}
