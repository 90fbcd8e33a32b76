//! `POST /people/{person}/block`: she blocks or unblocks a business.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::PersonId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Block {
    #[serde(default)]
    waba_id: Option<String>,
    #[serde(default = "yes")]
    blocked: bool,
}

#[derive(Serialize)]
pub(crate) struct Done {
    success: bool,
    blocked: bool,
}

fn yes() -> bool {
    true
}

pub(crate) async fn block(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Block>,
) -> Result<Json<Done>, Fault> {
    let person = app.engine.store().person(person).await?.id;
    let business = find::business(&app, body.waba_id.as_deref()).await?;
    app.engine.block(person, business, body.blocked).await?;
    Ok(Json(Done { success: true, blocked: body.blocked }))
}
