//! `GET /me`, `POST /me`: the person, her cursors, the businesses she knows.

use super::extract::Body;
use super::fault::Fault;
use super::view::{BusinessView, ReadView, read_cursors};
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Me {
    name: String,
    language: String,
    head: u32,
    delivered: u32,
    read: Vec<ReadView>,
    businesses: Vec<BusinessView>,
}

pub(crate) async fn show(State(app): State<Arc<App>>, session: Session) -> Result<Json<Me>, Fault> {
    let store = app.engine.store();
    let person = store.person(session.device.person).await?;
    let state = store.inbox_state(person.id).await?;
    let mut businesses = Vec::new();
    for relation in store.relations(person.id).await? {
        let business = store.business(relation.business).await?;
        businesses.push(BusinessView::of(&business, Some(&relation)));
    }
    Ok(Json(Me {
        name: person.name,
        language: person.language,
        head: state.head.0,
        delivered: state.delivered.0,
        read: read_cursors(&state),
        businesses,
    }))
}

#[derive(Deserialize)]
pub(crate) struct Change {
    name: String,
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    session: Session,
    Body(body): Body<Change>,
) -> Result<Json<serde_json::Value>, Fault> {
    app.engine.rename_person(session.device.person, body.name.trim().to_owned()).await?;
    Ok(Json(serde_json::json!({ "success": true })))
}
