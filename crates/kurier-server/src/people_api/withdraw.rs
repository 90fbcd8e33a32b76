//! `POST /permissions/{business}/withdraw`: takes a permission back, at once.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::consent::Setting;
use kurier_policy::entry::EntryKind;
use kurier_policy::id::BusinessId;
use kurier_policy::permission::{Purpose, Withdrawal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct Body {
    purpose: Option<Purpose>,
    topic: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    receipt_seq: u32,
    gone: Vec<u32>,
}

pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    session: Session,
    Named(business): Named<BusinessId>,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<Answer>, Fault> {
    let person = app.engine.store().person(session.device.person).await?;
    let setting = Setting { source: "permissions".to_owned(), language: person.language };
    let withdrawal = Withdrawal { purpose: body.purpose, topic: body.topic };
    let recorded = app.engine.withdraw(person.id, business, withdrawal, setting).await?;
    let mut answer = Answer { receipt_seq: 0, gone: Vec::new() };
    for entry in &recorded.entries {
        match &entry.kind {
            EntryKind::GoneLater { target, .. } => answer.gone.push(target.0),
            _ => answer.receipt_seq = entry.seq.0,
        }
    }
    Ok(Json(answer))
}
