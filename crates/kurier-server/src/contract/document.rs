//! The OpenAPI document.

use super::operation::{Api, Operation};
use super::{answers, asyncapi, operations, people_bodies, template_bodies};
use kurier_wire::error;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

const ABOUT: &str = "Kurier speaks the WhatsApp Cloud API. Any version in the path (`/v23.0/…`) or none is answered \
    alike, with or without a slash at the end. Parameters may stand in the query, in a form, or in a JSON body.";

/// The OpenAPI 3.1 document of every interface; `base` is the address of the installation.
pub fn openapi(base: &str) -> Value {
    let all = operations();
    let mut paths = Map::new();
    let mut refused = Refused::default();
    for operation in &all {
        let item = paths.entry(operation.full_path()).or_insert_with(|| json!({}));
        item[operation.method.to_ascii_lowercase()] = described(operation, &mut refused);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kurier",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": base }],
        "tags": tags(&all),
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": refused.responses,
            "securitySchemes": security_schemes(),
        },
    })
}

fn tags(all: &[Operation]) -> Vec<Value> {
    let mut seen: Vec<&str> = Vec::new();
    for operation in all {
        if !seen.contains(&operation.area) {
            seen.push(operation.area);
        }
    }
    seen.into_iter().map(|name| json!({ "name": name })).collect()
}

fn schemas() -> Map<String, Value> {
    let all =
        [answers::shared(), template_bodies::shared(), people_bodies::shared(), asyncapi::shared()];
    all.concat().into_iter().map(|(name, shape)| (name.to_owned(), shape)).collect()
}

fn security_schemes() -> Value {
    let bearer = |what: &str| json!({ "type": "http", "scheme": "bearer", "description": what });
    json!({
        "token": bearer("A business's access token, `krt_…`; also as `access_token` in query or form."),
        "session": bearer("A person's session; browsers send it as cookie."),
        "operator": bearer("The operator's token."),
    })
}

fn described(operation: &Operation, refused: &mut Refused) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.area],
        "responses": responses(operation, refused),
    });
    if !operation.description.is_empty() {
        described["description"] = json!(operation.description);
    }
    let security = match operation.api {
        Api::Business => json!([{ "token": [] }]),
        Api::Kurier => json!([{ "token": [] }, { "operator": [] }]),
        Api::People => json!([{ "session": [] }]),
        Api::Console | Api::Sandbox => json!([{ "operator": [] }]),
        Api::Open => json!([]),
    };
    described["security"] = security;
    let params = params(operation);
    if !params.is_empty() {
        described["parameters"] = json!(params);
    }
    if let Some(body) = &operation.body {
        let content = json!({ "application/json": { "schema": body } });
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    if let Some((kind, shape)) = &operation.content {
        let mut content = json!({});
        content[*kind] = json!({ "schema": shape });
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    described
}

fn params(operation: &Operation) -> Vec<Value> {
    let in_path = operation.placeholders().map(|name| {
        json!({
            "name": name, "in": "path", "required": true,
            "description": meaning(name),
            "schema": { "type": "string", "minLength": 1 },
        })
    });
    in_path.chain(operation.params.iter().cloned()).collect()
}

/// What stands in a path.
fn meaning(name: &str) -> &'static str {
    match name {
        "sender" => "Id of a sender (`phone_number_id`).",
        "business" => "Id of a business (WABA).",
        "app" => "Id of the business's app.",
        "template" => "Id of a template.",
        "flow" => "Id of a flow.",
        "upload" => "Number of an upload in pieces.",
        "node" => "Id of the object.",
        "code" => "The code in the address.",
        "seq" => "Place in her inbox.",
        "person" => "Id of a scripted person.",
        "media" => "Id of a file.",
        "receipt" => "Id of a receipt.",
        "callback" => "Number of a callback.",
        "invoice" => "Number of a document, such as 2026-000017, A-2026-000003 or R-2026-000001.",
        "form" => "`xml`: XRechnung, the document that counts; `pdf`: to read; `csv`: its lines.",
        "subscription" => "Number of a subscription.",
        _ => "As an earlier answer gave it.",
    }
}

fn responses(operation: &Operation, refused: &mut Refused) -> Map<String, Value> {
    let mut responses = Map::new();
    for (status, what, shape) in &operation.answers {
        let mut response = json!({ "description": what });
        if let Some(kind) = shape.get("contentMediaType").and_then(Value::as_str) {
            response["content"] = json!({ kind: { "schema": { "type": "string" } } });
        } else if !shape.is_null() {
            response["content"] = json!({ "application/json": { "schema": shape } });
        }
        responses.insert((*status).to_owned(), response);
    }
    for (status, told) in refusals(operation) {
        let schema = match operation.api {
            Api::Business | Api::Kurier => "GraphError",
            _ => "Fault",
        };
        responses.insert(status.to_string(), refused.named(schema, status, &told));
    }
    responses
}

/// Answers that refuse: many operations share one, and so it is written down once.
#[derive(Default)]
struct Refused {
    responses: Map<String, Value>,
}

impl Refused {
    /// A reference to the answer of this status that tells this.
    fn named(&mut self, schema: &str, status: u16, told: &str) -> Value {
        let content = json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") } });
        let response = json!({ "description": told, "content": { "application/json": content } });
        let mut name = format!("{schema}{status}");
        let mut number = 1;
        while self.responses.get(&name).is_some_and(|known| *known != response) {
            number += 1;
            name = format!("{schema}{status}_{number}");
        }
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        self.responses.insert(name, response);
        reference
    }
}

/// Which codes come with which HTTP status.
fn refusals(operation: &Operation) -> BTreeMap<u16, String> {
    let mut by_status: BTreeMap<u16, String> = BTreeMap::new();
    if matches!(operation.api, Api::Business | Api::Kurier) {
        let codes = operation.codes();
        for entry in error::all().filter(|entry| codes.contains(&entry.code)) {
            let told = by_status.entry(entry.http).or_default();
            // Writing to a String cannot fail.
            let _infallible = writeln!(
                told,
                "- [{}](/docs/errors/{}) {}",
                entry.code,
                entry.code,
                entry.title.trim_end_matches('.')
            );
        }
        return by_status;
    }
    for status in &operation.faults {
        by_status.insert(*status, fault(*status).to_owned());
    }
    by_status
}

fn fault(status: u16) -> &'static str {
    match status {
        400 => "The request does not fit; `message` says where.",
        401 => "No valid session or token.",
        403 => "Not from here, or the other side takes nothing.",
        404 => "Nothing of this name.",
        409 => "It conflicts with what is there.",
        410 => "Its time is over.",
        413 => "The file is too large.",
        416 => "No such part of the file.",
        422 => "Understood, but it cannot be done; `message` says why.",
        502 => "The business does not answer.",
        _ => "Try again in a few seconds.",
    }
}
