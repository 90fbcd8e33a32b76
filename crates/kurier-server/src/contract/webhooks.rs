//! Where webhooks go.

use super::operation::{Api, Operation};
use super::shape::{address, at_most, id, list, object, open, success, text};
use serde_json::json;

const AREA: &str = "Webhooks";

pub(super) fn operations() -> Vec<Operation> {
    let path = "/{business}/subscribed_apps";
    let app = "/{app}/subscriptions";
    let url = || json!({ "type": "string", "format": "uri", "maxLength": 2000 });
    let data = object(&[("id", id()), ("name", text()), ("link", address())]);
    let row = object(&[("whatsapp_business_api_data", data), ("override_callback_uri", text())]);
    let all = vec![
        Operation::get(path, "listSubscriptions", "Where webhooks go.")
            .answers("The subscriptions.", object(&[("data", list(row))])),
        Operation::post(path, "subscribe", "Sends webhooks to this address, after a handshake with it.")
            .says("Without an address it keeps the one that is set. The answers are described in the AsyncAPI document.")
            .body(open(&[("override_callback_uri?", url()), ("verify_token?", at_most(2_000))]))
            .answers("Kept.", success())
            .refuses(&[2200, 131_008, 131_009]),
        Operation::delete(path, "unsubscribe", "Ends webhooks.").answers("Ended.", success()),
        Operation::post(app, "subscribeApp", "The same, with the app's own token.")
            .body(open(&[("callback_url", url()), ("verify_token?", at_most(2_000))]))
            .answers("Kept.", success())
            .refuses(&[2200, 131_008, 131_009]),
        Operation::delete(app, "unsubscribeApp", "Ends webhooks.").answers("Ended.", success()),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}
