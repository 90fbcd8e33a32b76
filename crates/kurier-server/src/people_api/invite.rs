//! `GET /invites/{code}`: what an invitation offers.

use super::extract::Named;
use super::fault::Fault;
use super::view::BusinessView;
use crate::auth::person::MaybeSession;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::permission::Ask;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Offer {
    code: String,
    business: BusinessView,
    asks: Vec<Ask>,
    expires_at: Option<i64>,
    already_allowed: bool,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Named(code): Named<String>,
    MaybeSession(session): MaybeSession,
) -> Result<Json<Offer>, Fault> {
    let invite = app.engine.open_invite(&code).await?;
    let business = app.engine.store().business(invite.business).await?;
    let relation = match session {
        Some(session) => app.engine.relation(session.device.person, invite.business).await.ok(),
        None => None,
    };
    let now = app.engine.clock().now();
    let already_allowed = relation.as_ref().is_some_and(|relation| {
        invite.asks.iter().all(|ask| {
            relation.permissions.iter().any(|permission| {
                permission.is_live(now) && permission.covers(ask.purpose, ask.topic.as_deref())
            })
        })
    });
    Ok(Json(Offer {
        code: invite.code,
        business: BusinessView::of(&business, relation.as_ref()),
        asks: invite.asks,
        expires_at: invite.expires_at.map(|end| end.0),
        already_allowed,
    }))
}
