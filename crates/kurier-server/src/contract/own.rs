//! Kurier's own addresses outside the four interfaces.

use super::operation::{Api, Operation};
use super::shape::{object, only, something, words};
use serde_json::Value;

const AREA: &str = "Service";

pub(super) fn operations() -> Vec<Operation> {
    let not_ready = object(&[
        ("status", only("not_ready")),
        ("reason", words(&["draining", "store_unavailable", "store_slow"])),
    ]);
    let all = vec![
        Operation::get("/livez", "isAlive", "The process answers.")
            .answers("It does.", object(&[("status", only("alive"))])),
        Operation::get("/readyz", "isReady", "New work may come.")
            .answers("It may.", object(&[("status", only("ready"))]))
            .answers_with("503", "Not now.", not_ready),
        Operation::get("/docs/openapi.json", "showOpenApi", "This document.")
            .answers("The document.", something("OpenAPI 3.1")),
        Operation::get(
            "/docs/asyncapi.json",
            "showAsyncApi",
            "Webhooks and the socket, as AsyncAPI.",
        )
        .answers("The document.", something("AsyncAPI 3.0")),
        Operation::get(
            "/docs/errors/{code}",
            "explainError",
            "What an error code means, as a page.",
        )
        .answers("The page.", page())
        .answers_with("404", "No such code; the page says so.", page()),
    ];
    all.into_iter().map(|one| one.of(Api::Open, AREA)).collect()
}

fn page() -> Value {
    serde_json::json!({ "type": "string", "contentMediaType": "text/html" })
}
