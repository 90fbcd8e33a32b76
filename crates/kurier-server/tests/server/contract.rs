//! The published contract and the listener say the same: no route without a description, no description without a route,
//! and answers of the described shape.

use crate::isolation;
use crate::stage::{Stage, code, text};
use kurier_server::contract::{self, Api, Operation};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Sources in which routes are registered, by the prefix under which they are mounted.
const ROUTERS: [(&str, &str); 9] = [
    ("/people/v1", include_str!("../../src/people_api/mod.rs")),
    ("/console/v1", include_str!("../../src/console_api/mod.rs")),
    ("/sandbox/v1", include_str!("../../src/sandbox_api/mod.rs")),
    ("", include_str!("../../src/probes.rs")),
    ("", include_str!("../../src/pilot.rs")),
    ("", include_str!("../../src/payments.rs")),
    ("", include_str!("../../src/prices.rs")),
    ("", include_str!("../../src/transparency.rs")),
    ("", include_str!("../../src/media/mod.rs")),
];

#[test]
fn every_registered_route_is_described_and_nothing_else() {
    let mut registered = BTreeSet::new();
    for (prefix, source) in ROUTERS {
        for route in source.split(".route(").skip(1) {
            let path = route.split('"').nth(1).unwrap();
            let end = route.find(".route(").unwrap_or(route.len());
            let end = route[..end].find("\n}").unwrap_or(end);
            let handlers = route[..end].split(".fallback").next().unwrap();
            for (call, method) in [("get(", "GET"), ("post(", "POST"), ("delete(", "DELETE")] {
                let is_there = handlers.match_indices(call).any(|(at, _)| {
                    !handlers[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                });
                if is_there {
                    registered.insert((method.to_owned(), format!("{prefix}{path}")));
                }
            }
        }
    }
    assert!(registered.len() > 50, "only {} routes were found", registered.len());
    let described: BTreeSet<(String, String)> = contract::operations()
        .iter()
        .filter(|one| !matches!(one.api, Api::Business | Api::Kurier))
        .filter(|one| !one.path.starts_with("/docs/"))
        .map(|one| (one.method.to_owned(), one.path.to_owned()))
        .collect();
    assert_eq!(registered, described);
}

#[test]
fn operations_have_names_of_their_own_and_known_error_codes() {
    let all = contract::operations();
    let names: BTreeSet<&str> = all.iter().map(|one| one.id).collect();
    assert_eq!(names.len(), all.len());
    for operation in &all {
        for code in operation.codes() {
            let known = kurier_wire::error::by_code(code).count() > 0;
            assert!(known, "{}: {code} is no code", operation.id);
        }
    }
}

/// What the Cloud API has and this server has not: calls, and everything about groups.
const ABSENT: [u64; 3] = [138_000, 131_215, 131_041];

/// What the last part of a described path is among [`isolation::ROUTES`].
fn edge(operation: &Operation) -> String {
    let rest = operation.path.trim_start_matches(['/', '{']);
    let edge = rest.split_once('}').map_or("", |(_, edge)| edge);
    edge.replace("{code}", "ABCDEFGHJKMNPQ")
}

#[test]
fn every_described_call_stands_in_the_table_of_isolation() {
    let apart = ["/oauth/access_token", "/debug_token", "/message_template_library", "/"];
    for operation in contract::operations().iter().filter(|one| one.api == Api::Business) {
        if apart.contains(&operation.path) || operation.path.starts_with("/upload:") {
            continue;
        }
        let (method, edge) = (operation.method, edge(operation));
        let path = |route: &'static str| route.split('?').next() == Some(edge.as_str());
        let stands = isolation::ROUTES.iter().any(|(verb, route)| *verb == method && path(route));
        assert!(stands, "{method} {edge} is not tried with another business's objects");
    }
}

/// Every edge that the dispatcher's sources name.
fn edges() -> BTreeSet<String> {
    let mut found = BTreeSet::from([String::new()]);
    for source in [
        include_str!("../../src/cloud_api/mod.rs"),
        include_str!("../../src/cloud_api/path.rs"),
        include_str!("../../src/cloud_api/accounts.rs"),
    ] {
        let code = source.split("#[cfg(test)]").next().unwrap();
        for part in code.split("Some(\"").skip(1) {
            found.insert(format!("/{}", part.split('"').next().unwrap()));
        }
    }
    found.insert("/message_qrdls/CODE".to_owned());
    found
}

#[tokio::test]
async fn every_call_that_the_dispatcher_answers_is_described_and_every_described_one_is_answered() {
    let mut answered = BTreeSet::new();
    for method in ["GET", "POST", "DELETE"] {
        // A new one each time: some calls take away what others need.
        let stage = Stage::start().await;
        for (kind, id) in objects(&stage, method).await {
            for edge in edges() {
                let edge = edge.replace("CODE", &code_of(&stage).await);
                let path = format!("/v23.0/{id}{edge}");
                let call = stage.api.call(method.parse().unwrap(), &path, "{}".to_owned()).await;
                let answer = call.unwrap();
                assert!(answer.status < 500, "{method} {path}: {}", answer.text);
                let code = code(&answer);
                if code != (400, 100, 33) && !ABSENT.contains(&code.1) {
                    answered.insert((method.to_owned(), kind, general(&edge)));
                }
            }
        }
    }
    let mut described = BTreeSet::new();
    for operation in contract::operations().iter().filter(|one| one.api == Api::Business) {
        let edge = general(&edge(operation));
        let kinds: Vec<&'static str> = match operation.placeholders().next() {
            Some("node") => operation.nodes.to_vec(),
            Some("sender") => vec!["sender"],
            Some("business") => vec!["business"],
            Some("template") => vec!["template"],
            Some("flow") => vec!["flow"],
            Some("app") => vec!["app"],
            Some("upload") => vec!["upload"],
            _ => continue,
        };
        for kind in kinds {
            described.insert((operation.method.to_owned(), kind, edge.clone()));
        }
    }
    assert_eq!(answered, described);
}

fn general(edge: &str) -> String {
    if edge.starts_with("/message_qrdls/") {
        "/message_qrdls/CODE".to_owned()
    } else {
        edge.to_owned()
    }
}

async fn code_of(stage: &Stage) -> String {
    let path = format!("/v23.0/{}/message_qrdls", stage.shop.sender.id);
    let made = stage.api.post(&path, &json!({ "prefilled_message": "Hello" })).await.unwrap();
    made.json["code"].as_str().unwrap().to_owned()
}

/// One object of each kind, new for each method.
async fn objects(stage: &Stage, method: &str) -> BTreeMap<&'static str, String> {
    let kim = stage.friend("Kim").await;
    let message = stage.text(&kim, "Hello Kim").await;
    let file = crate::media::uploaded(stage, "audio/mpeg", &crate::media::sound(90)).await;
    let app = stage.shop.business.app.to_string();
    let plan = json!({ "file_name": "x.pdf", "file_type": "application/pdf", "file_length": 9 });
    let begun = stage.api.post(&format!("/v23.0/{app}/uploads"), &plan).await.unwrap();
    let named = format!("of_{}", method.to_lowercase());
    let body = json!([{ "type": "BODY", "text": "Something is new." }]);
    BTreeMap::from([
        ("message", message.replace('/', "%2F").replace('+', "%2B")),
        ("media", file),
        ("upload", begun.json["id"].as_str().unwrap().to_owned()),
        ("app", app),
        ("sender", stage.shop.sender.id.to_string()),
        ("business", stage.shop.business.id.to_string()),
        ("signup", crate::signups::made(stage).await),
        ("template", stage.template(&named, "UTILITY", body).await),
        ("flow", crate::flows::made(stage, "asked").await),
    ])
}

#[tokio::test]
async fn answers_have_the_described_shape() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let id = stage.order_update().await;
    stage.text(&kim, "Hello").await;
    let sender = stage.shop.sender.id;
    let business = stage.shop.business.id;
    let document = contract::openapi(&stage.app.base);
    let all_fields = "id,display_phone_number,verified_name,status,health_status,throughput,quality_score,\
        conversational_automation,is_pin_enabled,name_status,account_mode";
    for (template, path) in [
        ("/v23.0/{node}", format!("/v23.0/{sender}?fields={all_fields}")),
        ("/v23.0/{node}", format!("/v23.0/{business}")),
        (
            "/v23.0/{node}",
            format!("/v23.0/{id}?fields=quality_score,last_updated_time,components,topic"),
        ),
        ("/v23.0/{business}/phone_numbers", format!("/v23.0/{business}/phone_numbers")),
        (
            "/v23.0/{business}/message_templates",
            format!("/v23.0/{business}/message_templates?summary=total_count"),
        ),
        (
            "/v23.0/{sender}/whatsapp_business_profile",
            format!("/v23.0/{sender}/whatsapp_business_profile"),
        ),
        ("/v23.0/{node}", "/v23.0/1234567890123".to_owned()),
    ] {
        let answer = stage.api.get(&path).await.unwrap();
        conforms(&document, "get", template, answer.status, &answer.json);
    }
    let mut sent = text(&kim.wa_id, "Hi");
    let answer = stage.send(sent.clone()).await;
    conforms(&document, "post", "/v23.0/{sender}/messages", answer.status, &answer.json);
    sent["dry_run"] = json!(true);
    let answer = stage.send(sent).await;
    conforms(&document, "post", "/v23.0/{sender}/messages", answer.status, &answer.json);
}

fn conforms(document: &Value, method: &str, path: &str, status: u16, answer: &Value) {
    let place = format!("/paths/{}/{method}/responses/{status}", path.replace('/', "~1"));
    let mut response = document.pointer(&place).unwrap_or_else(|| panic!("{place}"));
    if let Some(shared) = response["$ref"].as_str() {
        response = document.pointer(&shared[1..]).unwrap();
    }
    let mut schema = response["content"]["application/json"]["schema"].clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(answer).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{method} {path}: {faults:?}\n{answer:#}");
}

/// Holds an answer against the document.
pub(crate) fn conforms_to(method: &str, path: &str, status: u16, answer: &Value) {
    conforms(&contract::openapi("http://127.0.0.1"), method, path, status, answer);
}
