//! `POST /webhook-faults`: plans faults of the next webhook deliveries, to see how a program takes
//! them, in the order in which they were planned; or sets faults that hold until they are cleared.

use super::{find, sandbox};
use crate::auth::operator::Operator;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::webhooks::{Fault as Planned, Standing};
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
    /// So many events are sent `slow_s` seconds late.
    #[serde(default)]
    slow_next: u32,
    #[serde(default = "some_seconds")]
    slow_s: u32,
    /// So many events are sent after the one that follows each.
    #[serde(default)]
    out_of_order_next: u32,
    /// Faults that hold from now on, in place of those that held before.
    #[serde(default)]
    always: Option<Standing>,
}

#[derive(Serialize)]
pub(crate) struct Done {
    /// Faults that are planned now; at most 1,000.
    planned: usize,
    /// Faults that hold.
    always: Standing,
}

fn server_error() -> u16 {
    500
}

fn some_seconds() -> u32 {
    5
}

/// Longest delay: a subscription must not stand still for good.
const SLOW_S_MAX: u32 = 3_600;

pub(crate) async fn set(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(plan): Body<Plan>,
) -> Result<Json<Done>, Fault> {
    if !(100..=599).contains(&plan.status) {
        return Err(Fault::bad_request("status must be 100 to 599"));
    }
    let slow_s = plan.always.map_or(0, |always| always.slow_s).max(plan.slow_s);
    let status = plan.always.map_or(0, |always| always.fail_status);
    if slow_s > SLOW_S_MAX || !(status == 0 || (100..=599).contains(&status)) {
        return Err(Fault::bad_request("slow_s is at most 3600, fail_status 100 to 599"));
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
    faults.plan(business, Planned::Duplicate, plan.duplicate_next);
    faults.plan(business, Planned::Slow { by_s: plan.slow_s }, plan.slow_next);
    let planned = faults.plan(business, Planned::OutOfOrder, plan.out_of_order_next);
    if let Some(standing) = plan.always {
        faults.always(standing);
    }
    Ok(Json(Done { planned, always: faults.standing() }))
}
