//! `POST /people/{person}/report`: she reports a business, which blocks it and counts against the
//! template that came last. A reason of the closed list is counted; any other is echoed,
//! written to the log, and counts as `other`.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::PersonId;
use kurier_policy::rules::reason::Reason;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest reason, in characters.
const REASON_MAX: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    #[serde(default)]
    waba_id: Option<String>,
    reason: String,
}

#[derive(Serialize)]
pub(crate) struct Done {
    success: bool,
    blocked: bool,
    reason: String,
}

pub(crate) async fn report(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Report>,
) -> Result<Json<Done>, Fault> {
    if body.reason.is_empty() || body.reason.chars().count() > REASON_MAX {
        return Err(Fault::new("too_long", "a reason has 1 to 200 characters"));
    }
    let person = app.engine.store().person(person).await?.id;
    let business = find::business(&app, body.waba_id.as_deref()).await?;
    app.engine.report(person, business, Reason::named(&body.reason)).await?;
    tracing::info!(%business, reason = ?body.reason, "a person reported a business");
    Ok(Json(Done { success: true, blocked: true, reason: body.reason }))
}
