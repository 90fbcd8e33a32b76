//! `POST /people/{person}/allow`: she allows a business to write.

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
use kurier_policy::permission::{Ask, Cadence, Purpose};
use kurier_policy::receipt::SignedReceipt;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allow {
    #[serde(default)]
    waba_id: Option<String>,
    purposes: Vec<Purpose>,
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    cadence: Cadence,
    #[serde(default)]
    lifetime_s: Option<i64>,
}

#[derive(Serialize)]
pub(crate) struct Allowed {
    waba_id: String,
    wa_id: String,
    user_id: String,
    receipt: Option<SignedReceipt>,
}

pub(crate) async fn allow(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Allow>,
) -> Result<Json<Allowed>, Fault> {
    let person = app.engine.store().person(person).await?;
    let business = find::business(&app, body.waba_id.as_deref()).await?;
    let setting = Setting { source: "sandbox".to_owned(), language: person.language };
    let asks = asks(&body)?;
    let recorded = app.engine.grant(person.id, business, &asks, setting, None).await?;
    let receipt = recorded.entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::Receipt { receipt } => Some((**receipt).clone()),
        _ => None,
    });
    Ok(Json(Allowed {
        waba_id: business.to_string(),
        wa_id: recorded.relation.ids.wa_id,
        user_id: recorded.relation.ids.user_id,
        receipt,
    }))
}

fn asks(body: &Allow) -> Result<Vec<Ask>, Fault> {
    if body.lifetime_s.is_some_and(|seconds| seconds <= 0) {
        return Err(Fault::bad_request("lifetime_s must be above zero"));
    }
    if body.topic.as_ref().is_some_and(|topic| topic.chars().count() > 60) {
        return Err(Fault::new("too_long", "a topic has at most 60 characters"));
    }
    let mut purposes = body.purposes.clone();
    purposes.sort_unstable();
    purposes.dedup();
    let ask = |purpose| Ask {
        purpose,
        topic: body.topic.clone(),
        wording: wording(purpose).to_owned(),
        cadence: body.cadence,
        lifetime_s: body.lifetime_s,
    };
    Ok(purposes.into_iter().map(ask).collect())
}

fn wording(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Utility => "May write to me about what I have with it.",
        Purpose::Authentication => "May send me codes to sign in.",
        Purpose::Marketing => "May send me offers and news.",
    }
}
