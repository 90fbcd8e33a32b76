//! `GET /messages/{seq}/form`: the form that a message opens.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::flow::OpenForm;
use kurier_policy::id::InboxSeq;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A form, and where it begins.
#[derive(Serialize)]
pub(crate) struct Form {
    /// Sent for a trial: the business is not finished with it.
    trial: bool,
    /// Whether the business says what is on the first screen.
    asks_first: bool,
    screen: String,
    data: Map<String, Value>,
    /// Flow JSON without faults.
    definition: Value,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
) -> Result<Json<Form>, Fault> {
    let opened = app.engine.open_form(session.device.person, InboxSeq(seq)).await?;
    Ok(Json(view(opened)))
}

fn view(opened: OpenForm) -> Form {
    Form {
        trial: opened.is_trial(),
        asks_first: opened.call.asks_endpoint,
        screen: opened.first_screen(),
        data: opened.call.data,
        definition: opened.definition.print(),
    }
}
