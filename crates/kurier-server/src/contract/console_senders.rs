//! What the operator decides about senders.

use super::super::senders::NAME_STATUSES;
use super::{
    after, at_most, filled, limit, maybe, object, rows, sender_members, text, time, truth, words,
};
use crate::contract::operation::Operation;
use serde_json::Value;

pub(super) fn operations() -> Vec<Operation> {
    let path = "/console/v1/senders/{sender}";
    vec![
        after(limit(Operation::get(
            "/console/v1/senders",
            "waitingSenders",
            "Senders whose number waits for its proof, or whose name for the operator.",
        )))
        .answers("A page of them; it may be short of rows and have a next one.", rows(onboarding()))
        .faults(&[400, 401, 503]),
        Operation::get(path, "inspectSender", "One sender, with the code that proves its number.")
            .answers("The sender.", onboarding())
            .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/senders/{sender}/vouch",
            "vouchForSender",
            "Says that the number is the business's.",
        )
        .answers("The sender.", onboarding())
        .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/senders/{sender}/name",
            "decideName",
            "Allows the name that a sender asks for, or does not.",
        )
        .body(object(&[
            ("name", filled(75)),
            ("status", words(&["APPROVED", "DECLINED"])),
            ("reason?", at_most(500)),
        ]))
        .answers("The sender.", onboarding())
        .faults(&[400, 401, 404, 409, 503]),
    ]
}

fn onboarding() -> Value {
    let wish = object(&[("name", text()), ("asked_at", time()), ("declined", maybe(text()))]);
    let code = object(&[
        ("code", text()),
        ("method", words(&["SMS", "VOICE"])),
        ("language", text()),
        ("sent_at", time()),
    ]);
    let mut members = sender_members();
    members.extend([
        ("number_proved", truth()),
        ("name_status", words(&NAME_STATUSES)),
        ("new_name_status", words(&NAME_STATUSES)),
        ("asks_name", maybe(wish)),
        ("code", maybe(code)),
    ]);
    object(&members)
}
