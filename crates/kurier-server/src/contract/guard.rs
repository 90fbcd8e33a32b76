//! The guard over an account that seems to have been taken over.

use super::operation::{Api, Operation};
use super::shape::{always, id, list, maybe, object, text, truth, whole, words};
use serde_json::Value;

pub(super) fn operations() -> Vec<Operation> {
    let ended = || object(&[("success", always(true)), ("ended", truth())]);
    let row = object(&[("business", id()), ("name", text()), ("guard", guard())]);
    let decided = object(&[
        ("success", always(true)),
        ("ended", truth()),
        ("tokens_ended?", whole()),
        ("tokens_shared?", list(text())),
        ("cancelled?", whole()),
    ]);
    vec![
        Operation::post("/kurier/v1/guard/confirm", "confirmGuard", "The business says that it is still itself.")
            .says("Only from a network that was its own before the guard went up, and only together with an operator: a stolen token is never enough. `guard` of `GET /kurier/v1/quality` shows the networks.")
            .answers("Whether the guard is down: two different ones have said so.", ended())
            .refuses(&[])
            .of(Api::Kurier, "Quality"),
        Operation::get("/console/v1/guards", "listGuards", "Businesses whose accounts seem to have been taken over.")
            .says("A page looks at 500 businesses, and may show none of them.")
            .query("after", "`next` of the page before.", id())
            .answers("A page of them.", object(&[("data", list(row)), ("next", maybe(id()))]))
            .faults(&[400, 401, 503])
            .of(Api::Console, "Console"),
        Operation::post("/console/v1/businesses/{business}/guard/confirm", "confirmGuardAsOperator", "An operator says that the business is still itself.")
            .says("Two different ones end the guard: two operators, or an operator and the business. What waited goes then.")
            .answers("Whether the guard is down.", ended())
            .faults(&[401, 403, 404, 409, 503])
            .of(Api::Console, "Console"),
        Operation::post("/console/v1/businesses/{business}/guard/hijack", "decideHijack", "An operator says that somebody else had the account.")
            .says("Where there are several operators, two say so. What waits fails uncharged, tokens that were seen only from foreign networks end, what was to go later is cancelled, and strikes and pauses of that time are erased.")
            .body(object(&[("with_shared?", truth())]))
            .answers("What was done, once it is decided.", decided)
            .faults(&[400, 401, 404, 409, 422, 503])
            .of(Api::Console, "Console"),
    ]
}

/// A guard that is up.
pub(super) fn guard() -> Value {
    let network = object(&[
        ("seen_at", whole()),
        ("known", truth()),
        ("raised", truth()),
        ("trust", words(&["open", "confirmed", "hijacker"])),
        ("tokens", list(text())),
    ]);
    object(&[
        ("since", whole()),
        ("why", words(&["new_template", "volume", "known_hijacker"])),
        ("description", text()),
        ("people", whole()),
        ("people_most", whole()),
        ("waiting", whole()),
        ("confirmed_by", maybe(words(&["business", "operator"]))),
        ("hijack_said", truth()),
        ("networks", list(network)),
    ])
}
