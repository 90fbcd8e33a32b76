//! `POST /people/{person}/play`: she listens to a voice note.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id, id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::PersonId;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Play {
    #[serde(default)]
    waba_id: Option<String>,
    /// Message id; default: her newest voice note.
    #[serde(default)]
    message: Option<String>,
}

pub(crate) async fn play(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Play>,
) -> Result<Json<Value>, Fault> {
    let seq = if let Some(wamid) = &body.message {
        find::place(&app, person, wamid).await?
    } else {
        let business = body.waba_id.as_deref().map(|text| id(text, "waba_id")).transpose()?;
        find::newest(&app, person, business, is_note).await?.seq
    };
    app.engine.played(person, seq).await?;
    Ok(Json(json!({ "success": true })))
}

fn is_note(entry: &InboxEntry) -> bool {
    let EntryKind::FromBusiness { content, .. } = &entry.kind else { return false };
    matches!(content, Content::Media(message) if message.voice)
}
