//! `GET /messages/{seq}/preview`: what the link of a message shows, as this server saw it.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::InboxSeq;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Answer {
    /// `None` = nothing is shown, or not yet.
    preview: Option<Preview>,
}

#[derive(Serialize)]
struct Preview {
    url: String,
    title: String,
    description: String,
    picture: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
) -> Result<Json<Answer>, Fault> {
    let shown = app.media.preview(session.device.person, InboxSeq(seq)).await?;
    let preview = shown.map(|shown| Preview {
        url: shown.url,
        title: shown.title,
        description: shown.description,
        picture: shown.picture.map(|id| id.to_string()),
    });
    Ok(Json(Answer { preview }))
}
