//! The AsyncAPI document: webhooks and the messenger's socket.

use super::{answers, events, people_bodies};
use kurier_wire::webhook::sample::{Sample, Subject, samples};
use serde_json::{Map, Value, json};

/// The AsyncAPI 3.0 document; `base` is the address of the installation.
pub fn asyncapi(base: &str) -> Value {
    let all = [events::shared(), answers::shared(), people_bodies::shared(), frames()].concat();
    let schemas: Map<String, Value> =
        all.into_iter().map(|(name, shape)| (name.to_owned(), shape)).collect();
    let (protocol, host) = base.split_once("://").unwrap_or(("https", base));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kurier: webhooks and the messenger's socket",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "servers": {
            "callback": {
                "host": "your.callback.example", "protocol": "https",
                "description": "The address that a business subscribed. Kurier posts to it.",
            },
            "kurier": { "host": host, "protocol": if protocol == "http" { "ws" } else { "wss" } },
        },
        "channels": channels(),
        "operations": operations(),
        "components": { "schemas": schemas, "messages": messages() },
    })
}

/// Schemas of this document that the OpenAPI document refers to as well.
pub(super) fn shared() -> Vec<(&'static str, Value)> {
    events::shared()
}

fn frames() -> Vec<(&'static str, Value)> {
    vec![
        ("DeviceFrame", people_bodies::device_frame()),
        ("ServerFrame", people_bodies::server_frame()),
    ]
}

fn channels() -> Value {
    let message = |name: &str| json!({ "$ref": format!("#/components/messages/{name}") });
    json!({
        "webhooks": {
            "address": "/",
            "servers": [{ "$ref": "#/servers/callback" }],
            "description": "One event per POST unless batches were asked for, at least once. Check X-Hub-Signature-256 over the bytes as they came; drop \
                repetitions by webhook-id; answer any 2xx within 15 seconds.",
            "messages": { "webhook": message("webhook") },
        },
        "socket": {
            "address": "/people/v1/socket",
            "servers": [{ "$ref": "#/servers/kurier" }],
            "description": "Text frames, one JSON object each; `t` says which.",
            "messages": { "fromDevice": message("fromDevice"), "toDevice": message("toDevice") },
        },
    })
}

fn operations() -> Value {
    let one = |action: &str, channel: &str, message: &str, summary: &str| {
        json!({
            "action": action,
            "channel": { "$ref": format!("#/channels/{channel}") },
            "summary": summary,
            "messages": [{ "$ref": format!("#/channels/{channel}/messages/{message}") }],
        })
    };
    json!({
        "postWebhook": one("send", "webhooks", "webhook", "Kurier tells a business what happened."),
        "tellDevice": one("send", "socket", "toDevice", "Kurier tells a device what is new."),
        "hearDevice": one("receive", "socket", "fromDevice", "A device says what it has and what she writes."),
    })
}

/// One body of every kind, as `kurier trigger` posts them.
fn examples() -> Vec<Value> {
    let subject = Subject::default();
    let one = |sample: &Sample| {
        let body = sample.body(&subject)?;
        let payload: Value = serde_json::from_slice(&body).ok()?;
        Some(json!({ "name": sample.name, "summary": sample.about, "payload": payload }))
    };
    samples(&subject).iter().filter_map(one).collect()
}

fn messages() -> Value {
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let header = |what: &str| json!({ "type": "string", "description": what });
    json!({
        "webhook": {
            "name": "webhook",
            "contentType": "application/json",
            "headers": { "type": "object", "properties": {
                "X-Hub-Signature-256": header("`sha256=` and the HMAC-SHA-256 of the body with the app's secret."),
                "X-Hub-Signature": header("`sha1=` and the HMAC-SHA-1, for receivers that know no other."),
                "webhook-id": header("The same on every attempt for the same event; of a batch, its first and last."),
                "webhook-timestamp": header("Seconds since 1970 of this attempt."),
                "webhook-signature": header("The form of Standard Webhooks; two signatures, separated by a space, while the secret is changed."),
            } },
            "payload": schema("Webhook"),
            "examples": examples(),
        },
        "fromDevice": { "name": "fromDevice", "payload": schema("DeviceFrame") },
        "toDevice": { "name": "toDevice", "payload": schema("ServerFrame") },
    })
}
