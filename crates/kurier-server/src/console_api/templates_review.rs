//! `POST /templates/{template}/review` and `/category`: what the operator decides about a template.

use super::extract::{Body, Id};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::Engine;
use kurier_policy::id::TemplateId;
use kurier_policy::pricing::Category;
use kurier_policy::template::lifecycle::{Decision, RejectionReason};
use kurier_policy::template::{Template, TemplateStatus};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Longest note of a reviewer, in characters.
const NOTE_MAX: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    status: TemplateStatus,
    /// Of a rejection: one of the Cloud API's reasons.
    #[serde(default)]
    reason: Option<String>,
    /// Of a rejection: what to change.
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recategorise {
    category: String,
}

pub(crate) async fn review(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(body): Body<Review>,
) -> Result<Json<Value>, Fault> {
    if body.note.chars().count() > NOTE_MAX {
        return Err(Fault::new("too_long", "a note has at most 500 characters"));
    }
    let engine = &app.engine;
    let done = match body.status {
        TemplateStatus::Approved => approve(engine, template).await?,
        TemplateStatus::Rejected => {
            let reason = body.reason.as_deref().and_then(RejectionReason::named);
            let reason = reason.ok_or_else(no_reason)?;
            engine.decide_template(template, Decision::Reject { reason, note: body.note }).await?
        }
        TemplateStatus::Paused | TemplateStatus::Disabled => {
            engine.review_template(template, body.status, None).await?
        }
        TemplateStatus::Pending
        | TemplateStatus::Archived
        | TemplateStatus::PendingDeletion
        | TemplateStatus::Deleted => {
            let says = "status must be APPROVED, REJECTED, PAUSED or DISABLED";
            return Err(Fault::bad_request(says));
        }
    };
    Ok(Json(view::template(&done)))
}

/// What waits is approved; what was paused or disabled is taken back.
async fn approve(engine: &Engine, template: TemplateId) -> Result<Template, Fault> {
    let now = engine.store().template(template).await?.status;
    let done = match now {
        TemplateStatus::Paused | TemplateStatus::Disabled => {
            engine.review_template(template, TemplateStatus::Approved, None).await?
        }
        _ => engine.decide_template(template, Decision::Approve).await?,
    };
    Ok(done)
}

fn no_reason() -> Fault {
    let names: Vec<&str> = RejectionReason::ALL.iter().map(|reason| reason.name()).collect();
    Fault::bad_request(format!("a rejection needs a reason: {}", names.join(", ")))
}

pub(crate) async fn category(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(template): Id<TemplateId>,
    Body(body): Body<Recategorise>,
) -> Result<Json<Value>, Fault> {
    let category = match body.category.to_ascii_uppercase().as_str() {
        "UTILITY" => Category::Utility,
        "MARKETING" => Category::Marketing,
        // An authentication template has another form: it cannot be made from, or into, another.
        _ => return Err(Fault::bad_request("category must be UTILITY or MARKETING")),
    };
    if app.engine.store().template(template).await?.category == Category::Authentication {
        return Err(Fault::bad_request("an authentication template keeps its category"));
    }
    Ok(Json(view::template(&app.engine.recategorise_template(template, category).await?)))
}
