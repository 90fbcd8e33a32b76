//! `POST /people/{person}/withdraw`: she takes permissions back.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::consent::Setting;
use kurier_policy::entry::EntryKind;
use kurier_policy::id::PersonId;
use kurier_policy::permission::{Purpose, Withdrawal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdraw {
    #[serde(default)]
    waba_id: Option<String>,
    #[serde(default)]
    purpose: Option<Purpose>,
    #[serde(default)]
    topic: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Withdrawn {
    success: bool,
    /// Places of messages that were on their way and will not be shown.
    gone: Vec<u32>,
}

pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Withdraw>,
) -> Result<Json<Withdrawn>, Fault> {
    let person = app.engine.store().person(person).await?;
    let business = find::business(&app, body.waba_id.as_deref()).await?;
    let withdrawal = Withdrawal { purpose: body.purpose, topic: body.topic };
    let setting = Setting { source: "sandbox".to_owned(), language: person.language };
    let recorded = app.engine.withdraw(person.id, business, withdrawal, setting).await?;
    let gone = recorded.entries.iter().filter_map(|entry| match entry.kind {
        EntryKind::GoneLater { target, .. } => Some(target.0),
        _ => None,
    });
    Ok(Json(Withdrawn { success: true, gone: gone.collect() }))
}
