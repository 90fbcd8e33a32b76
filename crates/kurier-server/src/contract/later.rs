//! Messages that go later, messages taken back, and what became of one.

use super::answers::held;
use super::operation::{Api, Operation};
use super::shape::{
    always, id, list, maybe, named, object, only, page, text, truth, wamid, whole, words,
};
use serde_json::Value;

const AREA: &str = "Messages";

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::get(
            "/{sender}/message_history",
            "messageHistory",
            "What became of a message, and whether its webhooks arrived.",
        )
        .need("message_id", "Which message.", wamid())
        .paged()
        .answers("The message with a page of its events.", history())
        .refuses(&[131_008]),
        Operation::get("/{node}/events", "messageEvents", "The statuses of one message, and how each was told.")
            .on(&["message"])
            .paged()
            .answers("A page of events.", page(edge())),
        Operation::get(
            "/{business}/scheduled_messages",
            "listScheduled",
            "Messages that wait for their time.",
        )
        .says("Kurier's own addition to Graph.")
        .paged()
        .answers("A page of scheduled messages.", page(scheduled())),
        Operation::post("/{node}/recall", "recallMessage", "Takes a message back before it is read.")
            .on(&["message"])
            .says("Kurier's own addition to Graph; `DELETE /{node}` does the same. A scheduled message is cancelled.")
            .answers("Taken back.", super::shape::any_of(&[recalled(), cancelled()])),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn event(at: &'static str) -> Vec<(&'static str, Value)> {
    vec![
        ("id", text()),
        ("delivery_status", words(&["ACCEPTED", "SENT", "DELIVERED", "READ", "FAILED", "DELETED"])),
        (at, whole()),
        ("application", object(&[("id", id())])),
        ("webhook_update_state?", words(&["PENDING", "DELIVERED", "FAILED", "RETRYING"])),
        ("webhook_uri?", text()),
        ("error_description?", text()),
    ]
}

fn history() -> Value {
    let events = page(object(&event("timestamp")));
    let one = object(&[("id", wamid()), ("message_id", wamid()), ("events", events)]);
    object(&[("data", list(one))])
}

fn edge() -> Value {
    let mut node = event("status_timestamp");
    node.push(("occurrence_timestamp", whole()));
    object(&[("cursor", text()), ("node", object(&node))])
}

/// A scheduled message.
pub(super) fn scheduled() -> Value {
    object(&members())
}

fn members() -> Vec<(&'static str, Value)> {
    vec![
        ("id", wamid()),
        ("messaging_product", only("whatsapp")),
        ("status", text()),
        ("held", maybe(held())),
        ("checks", maybe(list(named("Check")))),
        ("send_at", whole()),
        ("timestamp", text()),
        ("settled_at", maybe(text())),
        ("phone_number_id", id()),
        ("to", text()),
        ("biz_opaque_callback_data", maybe(text())),
        ("message_id", maybe(wamid())),
    ]
}

/// The answer of a recall.
pub(super) fn recalled() -> Value {
    object(&[
        ("success", always(true)),
        ("id", wamid()),
        ("status", only("deleted")),
        ("was_delivered", truth()),
        ("charged", truth()),
    ])
}

/// The answer of a scheduled message's end.
pub(super) fn cancelled() -> Value {
    let mut all = members();
    all.push(("success", always(true)));
    object(&all)
}
