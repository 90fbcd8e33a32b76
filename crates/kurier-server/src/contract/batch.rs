//! Several calls in one.

use super::operation::{Api, Operation};
use super::shape::{any_of, filled, list, maybe, object, open, some, text, truth, whole, words};
use serde_json::{Value, json};

pub(super) fn operations() -> Vec<Operation> {
    let batch = Operation::post("/", "batch", "Makes up to 50 calls, one after the other.")
        .says(
            "Each is decided as if it had come alone, with the token of the whole unless it brings one. `{result=NAME:$.id}` in a later \
             call stands for a member of an earlier answer. Files and batches inside a batch are refused.",
        )
        .body(body())
        .answers("The answers, in the order of the calls.", list(maybe(answer())));
    vec![batch.of(Api::Business, "Batch")]
}

fn body() -> Value {
    let one = open(&[
        ("method", words(&["GET", "POST", "DELETE"])),
        ("relative_url", filled(2_000)),
        ("body?", text()),
        ("name?", text()),
        ("depends_on?", text()),
        ("omit_response_on_success?", truth()),
    ]);
    let mut shape = open(&[("batch", some(one, 1, 50)), ("include_headers?", truth())]);
    shape["examples"] =
        json!([{ "batch": [{ "method": "GET", "relative_url": "message_template_library" }] }]);
    shape
}

fn answer() -> Value {
    let header = object(&[("name", text()), ("value", text())]);
    let plain = object(&[("code", whole()), ("body", text())]);
    any_of(&[object(&[("code", whole()), ("body", text()), ("headers", list(header))]), plain])
}
