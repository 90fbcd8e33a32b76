//! `POST /webhook-faults`: plans faults of the next webhook deliveries, to see how a program takes
//! them. Faults are taken in the order in which they were planned.

use super::{find, sandbox};
use crate::auth::operator::Operator;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::webhooks::Fault as Planned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// Only webhooks of this business; default: of any.
    #[serde(default)]
    waba_id: Option<String>,
    /// Forget what was planned before.
    #[serde(default)]
    clear: bool,
    /// So many attempts are not sent and count as answered with `status`.
    #[serde(default)]
    fail_next: u32,
    #[serde(default = "server_error")]
    status: u16,
    /// So many attempts are sent, but their answers count as lost: the events come again.
    #[serde(default)]
    lose_next: u32,
    /// So many events are sent twice in a row.
    #[serde(default)]
    duplicate_next: u32,
}

#[derive(Serialize)]
pub(crate) struct Done {
    /// Faults that are planned now; at most 1,000.
    planned: usize,
}

fn server_error() -> u16 {
    500
}

pub(crate) async fn set(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(plan): Body<Plan>,
) -> Result<Json<Done>, Fault> {
    if !(100..=599).contains(&plan.status) {
        return Err(Fault::bad_request("status must be 100 to 599"));
    }
    let business = match plan.waba_id.as_deref() {
        Some(text) => Some(find::business(&app, Some(text)).await?),
        None => None,
    };
    let faults = &sandbox(&app)?.faults;
    if plan.clear {
        faults.clear();
    }
    faults.plan(business, Planned::Answer { status: plan.status }, plan.fail_next);
    faults.plan(business, Planned::Lost, plan.lose_next);
    let planned = faults.plan(business, Planned::Duplicate, plan.duplicate_next);
    Ok(Json(Done { planned }))
}
