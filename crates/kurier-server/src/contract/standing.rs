//! What a business and its senders may do.

use super::operation::{Api, Operation};
use super::shape::{id, list, maybe, object, text, time, truth, whole, words};
use kurier_policy::standing::Tier;
use serde_json::Value;

pub(super) fn operations() -> Vec<Operation> {
    let shown = || {
        object(&[
            ("business", id()),
            ("tier", tier()),
            ("tier_at", maybe(time())),
            ("fast", truth()),
            ("quality", quality()),
            ("limits", list(limit())),
        ])
    };
    let path = "/console/v1/businesses/{business}/limits";
    vec![
        Operation::get("/{sender}/limits", "listLimits", "Every limit, and what is left of it.")
            .says("Limits that hold for each person have no `used` and `left` here.")
            .answers("All limits.", object(&[("data", list(limit()))]))
            .of(Api::Business, "Senders"),
        Operation::get(path, "inspectLimits", "What a business may do.")
            .answers("Its limits.", shown())
            .faults(&[401, 404, 503])
            .of(Api::Console, "Console"),
        Operation::post(path, "changeLimits", "Gives a business other limits.")
            .body(object(&[("tier?", maybe(tier())), ("fast?", maybe(truth()))]))
            .answers("Its limits now.", shown())
            .faults(&[400, 401, 404, 422, 503])
            .of(Api::Console, "Console"),
    ]
}

pub(super) fn tier() -> Value {
    words(&Tier::ALL.map(Tier::name))
}

pub(super) fn quality() -> Value {
    words(&["UNKNOWN", "GREEN", "YELLOW", "RED"])
}

/// One limit; without a value there is none.
pub(super) fn limit() -> Value {
    object(&[
        ("name", text()),
        ("counts", text()),
        ("value", maybe(whole())),
        ("used", maybe(whole())),
        ("left", maybe(whole())),
        ("resets_at", maybe(whole())),
        ("raised_by", text()),
        ("error_code", maybe(whole())),
    ])
}
