//! `GET /{number}/signup/{signup}`: where the address of a sign-up link leads, as businesses print it.

use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Redirect;
use kurier_policy::id::SignupId;
use std::sync::Arc;

pub(super) async fn lead(
    State(app): State<Arc<App>>,
    Path((_number, signup)): Path<(String, String)>,
) -> Result<Redirect, Fault> {
    let unknown = || Fault::new("invite_unknown", "this sign-up link does not exist");
    let id: SignupId = signup.parse().map_err(|_| unknown())?;
    let found = app.engine.store().signup(id).await;
    let code = found.map_err(|_| unknown())?.code;
    Ok(Redirect::to(&format!("/i/{code}")))
}
