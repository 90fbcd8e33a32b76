//! `GET` and `POST /messages/{seq}/wanted`: whether a message asks if it was wanted, and her answer.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::InboxSeq;
use kurier_policy::rules::feedback::Wanted;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Asked {
    asks: bool,
    answer: Option<Wanted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    wanted: Wanted,
}

#[derive(Serialize)]
pub(crate) struct Done {
    answer: Wanted,
    /// Where the receipt of the withdrawal lies, if she said no.
    receipt_seq: Option<u32>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
) -> Result<Json<Asked>, Fault> {
    let question = app.engine.wanted_question(session.device.person, InboxSeq(seq)).await?;
    Ok(Json(Asked { asks: question.asks, answer: question.answer }))
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<Done>, Fault> {
    let person = session.device.person;
    let recorded = app.engine.answer_wanted(person, InboxSeq(seq), body.wanted).await?;
    let receipt = recorded.as_ref().and_then(|recorded| recorded.entries.first());
    let receipt_seq = receipt.map(|entry| entry.seq.0);
    Ok(Json(Done { answer: body.wanted, receipt_seq }))
}
