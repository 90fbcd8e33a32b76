//! `GET /links/{code}`: where an address into a chat leads.

use super::extract::Named;
use super::fault::Fault;
use super::view::BusinessView;
use crate::auth::person::MaybeSession;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::Engine;
use kurier_store::record::ChatLink;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Shown {
    code: String,
    business: BusinessView,
    text: String,
    /// Whether she has this chat already.
    known: bool,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Named(code): Named<String>,
    MaybeSession(session): MaybeSession,
) -> Result<Json<Shown>, Fault> {
    let link = find(&app.engine, &code).await?;
    let business = app.engine.store().business(link.business).await?;
    let relation = match session {
        Some(session) => app.engine.relation(session.device.person, link.business).await.ok(),
        None => None,
    };
    Ok(Json(Shown {
        code: link.code,
        business: BusinessView::of(&business, relation.as_ref()),
        text: link.text,
        known: relation.is_some(),
    }))
}

pub(super) async fn find(engine: &Engine, code: &str) -> Result<ChatLink, Fault> {
    engine.chat_address(code).await.map_err(|error| match error {
        error if error.is_not_found() => {
            Fault::new("link_unknown", "this address leads into no chat any more")
        }
        other => other.into(),
    })
}
