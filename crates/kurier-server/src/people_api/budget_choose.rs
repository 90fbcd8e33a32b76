//! `POST /budget`: she chooses how much she takes, and when it is quiet.

use super::budget::{self, BudgetView, Chosen};
use super::extract::Body;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use std::sync::Arc;

pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    session: Session,
    Body(chosen): Body<Chosen>,
) -> Result<Json<BudgetView>, Fault> {
    let person = session.device.person;
    app.engine.set_budget(person, chosen.budget()?).await?;
    budget::view(&app, person).await.map(Json)
}
