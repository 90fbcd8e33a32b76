//! Where webhooks go.

use super::operation::{Api, Operation};
use super::shape::{
    address, any_of, at_most, between, id, list, object, only, open, success, text, truth,
};
use serde_json::{Value, json};

const AREA: &str = "Webhooks";
const ANSWERS: &str = "The address has to answer the handshake. What is sent to it is described in the AsyncAPI document.";

pub(super) fn operations() -> Vec<Operation> {
    let all = [of_business(), of_app()].concat();
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn url() -> Value {
    json!({ "type": "string", "format": "uri", "maxLength": 2000 })
}

/// Several events in one request.
pub(super) fn batching() -> Value {
    open(&[("max", between(1, 100)), ("wait_ms?", between(0, 5_000))])
}

fn fields() -> Value {
    any_of(&[text(), list(text())])
}

fn of_business() -> Vec<Operation> {
    let path = "/{business}/subscribed_apps";
    let data = object(&[("id", id()), ("name", text()), ("link", address())]);
    let row = object(&[("whatsapp_business_api_data", data), ("override_callback_uri?", text())]);
    vec![
        Operation::get(path, "listSubscriptions", "Where webhooks go.")
            .answers("The subscriptions.", object(&[("data", list(row))])),
        Operation::post(path, "subscribe", "Sends the business's webhooks to this address instead of the app's.")
            .says(format!("Without an address they go to the app's again; where it has none, the one that is set stays. {ANSWERS}"))
            .body(open(&[
                ("override_callback_uri?", url()),
                ("verify_token?", at_most(2_000)),
                ("batching?", batching()),
            ]))
            .answers("Kept.", success())
            .refuses(&[2200, 131_008, 131_009]),
        Operation::delete(path, "unsubscribe", "Ends all webhooks of the business.")
            .answers("Ended.", success()),
    ]
}

fn of_app() -> Vec<Operation> {
    let path = "/{app}/subscriptions";
    let field = object(&[("name", text()), ("version", text())]);
    let row = object(&[
        ("object", only("whatsapp_business_account")),
        ("callback_url", text()),
        ("active", truth()),
        ("fields", list(field)),
    ]);
    vec![
        Operation::get(path, "listAppSubscriptions", "The app's callback and its fields.")
            .answers("It, if it is set.", object(&[("data", list(row))])),
        Operation::post(
            path,
            "subscribeApp",
            "Sends webhooks to this address, unless the business or the sender has its own.",
        )
        .says(format!(
            "`fields` hold for every callback of the business; at first all are sent. {ANSWERS}"
        ))
        .body(open(&[
            ("object?", only("whatsapp_business_account")),
            ("callback_url", url()),
            ("verify_token?", at_most(2_000)),
            ("fields?", fields()),
            ("batching?", batching()),
        ]))
        .answers("Kept.", success())
        .refuses(&[2200, 131_008, 131_009]),
        Operation::delete(path, "unsubscribeApp", "Ends the app's callback.")
            .answers("Ended.", success()),
    ]
}
