//! `POST /people/{person}/react`: she reacts to a message; an empty emoji takes it back.

use super::{find, say};
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id, id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::content::Content;
use kurier_policy::id::PersonId;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct React {
    #[serde(default)]
    waba_id: Option<String>,
    /// Message id; default: the newest message of the business.
    #[serde(default)]
    message: Option<String>,
    emoji: String,
}

pub(crate) async fn react(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<React>,
) -> Result<Json<say::Said>, Fault> {
    let entry = if let Some(wamid) = &body.message {
        let seq = find::place(&app, person, wamid).await?;
        find::entry(&app, person, seq).await?
    } else {
        let business = body.waba_id.as_deref().map(|text| id(text, "waba_id")).transpose()?;
        find::newest(&app, person, business, |_| true).await?
    };
    let content = Content::Reaction { target: entry.seq, emoji: body.emoji };
    say::take(&app, person, entry.business, content, None).await.map(Json)
}
