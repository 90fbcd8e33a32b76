//! `POST /guard/confirm`: the business says that it is still itself. `GET /quality` shows the guard.

use super::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_engine::takeover::{Confirmation, GuardShown, NetworkShown};
use kurier_policy::rules::takeover::Confirmer;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

pub(super) async fn confirm(call: &Call) -> Result<Reply, WireError> {
    let (engine, business) = (call.engine(), call.business().id);
    let done = engine.confirm_as_business(business, call.origin()).await.map_err(internal)?;
    Ok(confirmed(done).into())
}

/// What came of a confirmation.
pub(crate) fn confirmed(done: Confirmation) -> Value {
    json!({ "success": true, "ended": done == Confirmation::Ended })
}

/// Times are whole seconds, as everywhere in the Cloud API.
pub(crate) fn view(shown: &GuardShown) -> Value {
    let guard = &shown.guard;
    let confirmed_by = guard.first.map(|first| match first {
        Confirmer::Business => "business",
        Confirmer::Operator(_) => "operator",
    });
    json!({
        "since": guard.since.seconds(),
        "why": guard.why.name(),
        "description": guard.why.told(),
        "people": shown.people,
        "people_most": shown.people_most,
        "waiting": shown.waiting,
        "confirmed_by": confirmed_by,
        "hijack_said": guard.hijack_said.is_some(),
        "networks": shown.networks.iter().map(network).collect::<Vec<_>>(),
    })
}

fn network(of: &NetworkShown) -> Value {
    json!({
        "seen_at": of.seen_at.seconds(),
        "known": of.known,
        "raised": of.raised,
        "trust": of.trust,
        "tokens": of.tokens,
    })
}
