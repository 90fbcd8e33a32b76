//! `POST /people/{person}/read`: her device has everything, and she read it.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Read {
    /// One conversation; default: all of hers.
    #[serde(default)]
    waba_id: Option<String>,
    /// Message id, or place in her inbox; default: the newest.
    #[serde(default)]
    up_to: Option<UpTo>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum UpTo {
    Place(u32),
    Message(String),
}

#[derive(Serialize)]
pub(crate) struct Done {
    success: bool,
    up_to: u32,
}

pub(crate) async fn read(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Read>,
) -> Result<Json<Done>, Fault> {
    let person = app.engine.store().person(person).await?.id;
    let head = app.engine.store().inbox_state(person).await?.head;
    let up_to = match body.up_to {
        None => head,
        Some(UpTo::Place(seq)) => InboxSeq(seq).min(head),
        Some(UpTo::Message(wamid)) => find::place(&app, person, &wamid).await?,
    };
    app.engine.delivered(person, up_to).await?;
    for business in conversations(&app, person, body.waba_id.as_deref()).await? {
        app.engine.read(person, business, up_to).await?;
    }
    Ok(Json(Done { success: true, up_to: up_to.0 }))
}

async fn conversations(
    app: &App,
    person: PersonId,
    waba_id: Option<&str>,
) -> Result<Vec<BusinessId>, Fault> {
    if waba_id.is_some() {
        let business = find::business(app, waba_id).await?;
        return Ok(vec![app.engine.relation(person, business).await?.business]);
    }
    let relations = app.engine.store().relations(person).await?;
    Ok(relations.into_iter().map(|relation| relation.business).collect())
}
