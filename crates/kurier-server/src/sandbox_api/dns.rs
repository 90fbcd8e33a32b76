//! `POST /dns`: TXT records that this sandbox sees at a domain, so that businesses can prove domains here.

use super::sandbox;
use crate::auth::operator::Operator;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Records {
    domain: String,
    /// None takes them away.
    txt: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Kept {
    records: usize,
}

pub(crate) async fn set(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<Records>,
) -> Result<Json<Kept>, Fault> {
    if body.domain.len() > 253 || body.txt.len() > 10 || body.txt.iter().any(|t| t.len() > 255) {
        return Err(Fault::bad_request(
            "a domain has at most 253 bytes and here ten records of 255 bytes",
        ));
    }
    let records = body.txt.len();
    if !sandbox(&app)?.dns.set(&body.domain, body.txt) {
        return Err(Fault::bad_request("this sandbox has records for 1,000 domains already"));
    }
    Ok(Json(Kept { records }))
}
