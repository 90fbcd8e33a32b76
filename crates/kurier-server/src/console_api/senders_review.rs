//! `/senders`: what of senders is not settled, and what the operator decides about it.

use super::extract::{Body, Id, Params, page_size};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::Engine;
use kurier_engine::senders::Moved;
use kurier_policy::id::SenderId;
use kurier_policy::onboarding::Onboarding;
use kurier_store::record::{Sender, SenderOnboarding};
use kurier_wire::sender::name_statuses;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Rows of one page.
const PAGE_MAX: u32 = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    after: Option<SenderId>,
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameReview {
    /// The name that was looked at: if another is asked for by now, nothing is decided.
    name: String,
    status: NameDecision,
    /// Of a refusal: why, for the business.
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum NameDecision {
    Approved,
    Declined,
}

/// Senders whose number waits for a proof, or whose name for the operator. A page may have fewer rows than asked for,
/// also none, and a next one.
pub(crate) async fn waiting(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(asked): Params<Asked>,
) -> Result<Json<view::Page>, Fault> {
    let limit = page_size(asked.limit, PAGE_MAX);
    let after = asked.after.unwrap_or(SenderId(0));
    let found = app.engine.store().onboardings(after, limit).await?;
    let is_full = u32::try_from(found.len()).is_ok_and(|rows| rows >= limit);
    let next = found.last().filter(|_| is_full).map(|last| last.sender.id.to_string());
    let waits = found.iter().filter(|one| one.onboarding.waits());
    let row = |one: &SenderOnboarding| shown(&app.engine, &one.sender, &one.onboarding);
    Ok(Json(view::Page { data: waits.map(row).collect(), next }))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(sender): Id<SenderId>,
) -> Result<Json<Value>, Fault> {
    let sender = there(&app, sender).await?;
    let onboarding = app.engine.store().onboarding(sender.business, sender.id).await?;
    Ok(Json(shown(&app.engine, &sender, &onboarding)))
}

/// The operator knows by other means than the code that the number is the business's.
pub(crate) async fn vouch(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(sender): Id<SenderId>,
) -> Result<Json<Value>, Fault> {
    let sender = there(&app, sender).await?;
    let moved = app.engine.vouch_for_sender(&sender).await;
    answer(&app, sender.id, moved).await
}

pub(crate) async fn name(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(sender): Id<SenderId>,
    Body(body): Body<NameReview>,
) -> Result<Json<Value>, Fault> {
    let sender = there(&app, sender).await?;
    let declined = match body.status {
        NameDecision::Approved => None,
        NameDecision::Declined => Some(body.reason),
    };
    let moved = app.engine.decide_name(&sender, body.name, declined).await;
    answer(&app, sender.id, moved).await
}

async fn answer(app: &App, sender: SenderId, moved: Moved) -> Result<Json<Value>, Fault> {
    let onboarding = moved?.map_err(|fault| Fault::new("conflict", fault.to_string()))?;
    let sender = app.engine.store().sender(sender).await?;
    Ok(Json(shown(&app.engine, &sender, &onboarding)))
}

async fn there(app: &App, sender: SenderId) -> Result<Sender, Fault> {
    let sender = app.engine.store().sender(sender).await?;
    if sender.deleted_at.is_some() {
        return Err(Fault::not_found("this sender was removed and is"));
    }
    Ok(sender)
}

fn shown(engine: &Engine, sender: &Sender, onboarding: &Onboarding) -> Value {
    let (name_status, new_name_status) = name_statuses(onboarding);
    let wish = onboarding.wish.as_ref().map(
        |wish| json!({ "name": wish.name, "asked_at": wish.asked_at, "declined": wish.declined }),
    );
    let code = engine.code_of(sender.id, onboarding).zip(onboarding.code.as_ref());
    let mut row = view::sender(sender);
    row["number_proved"] = json!(!onboarding.unproved);
    row["name_status"] = json!(name_status);
    row["new_name_status"] = json!(new_name_status);
    row["asks_name"] = json!(wish);
    row["code"] = json!(code.map(|(digits, code)| json!({
        "code": digits, "method": code.method, "language": code.language, "sent_at": code.sent_at,
    })));
    row
}
