//! A collection for Postman, version 2.1.

use super::operation::{Api, Operation};
use super::operations;
use serde_json::{Value, json};

/// One folder for each area; `{{base}}` and the tokens are variables to fill in.
pub fn postman() -> Value {
    let mut folders: Vec<Value> = Vec::new();
    for operation in operations() {
        let place = folders.iter().position(|folder| folder["name"] == operation.area);
        let item = request(&operation);
        match place.and_then(|place| folders.get_mut(place)) {
            Some(folder) => {
                if let Some(items) = folder["item"].as_array_mut() {
                    items.push(item);
                }
            }
            None => folders.push(json!({ "name": operation.area, "item": [item] })),
        }
    }
    let variable = |key: &str, value: &str| json!({ "key": key, "value": value });
    json!({
        "info": {
            "name": "Kurier",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": folders,
        "variable": [
            variable("base", "http://127.0.0.1:8080"),
            variable("token", ""),
            variable("session", ""),
            variable("operator", ""),
        ],
    })
}

fn request(operation: &Operation) -> Value {
    let full = operation.full_path();
    // Postman writes variables of a path with a colon.
    let path: Vec<String> = full.split('/').skip(1).map(variable_of).collect();
    let variables: Vec<Value> =
        operation.placeholders().map(|name| json!({ "key": name, "value": "" })).collect();
    let query: Vec<Value> = operation
        .params
        .iter()
        .filter(|param| param["in"] == "query")
        .map(|param| {
            json!({
                "key": param["name"], "value": "", "description": param["description"],
                "disabled": param["required"] != true,
            })
        })
        .collect();
    let mut request = json!({
        "method": operation.method,
        "header": [],
        "description": operation.summary,
        "auth": auth(operation.api),
        "url": {
            "raw": format!("{{{{base}}}}/{}", path.join("/")),
            "host": ["{{base}}"], "path": path, "query": query, "variable": variables,
        },
    });
    if let Some(body) = &operation.body {
        let example = body.pointer("/examples/0").or_else(|| body.pointer("/anyOf/0/examples/0"));
        let raw = example.map_or_else(|| "{}".to_owned(), |example| format!("{example:#}"));
        request["body"] =
            json!({ "mode": "raw", "raw": raw, "options": { "raw": { "language": "json" } } });
        request["header"] = json!([{ "key": "Content-Type", "value": "application/json" }]);
    }
    json!({ "name": operation.id, "request": request })
}

fn variable_of(segment: &str) -> String {
    match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => format!(":{name}"),
        // A part of a segment cannot be a variable of the path.
        None => segment.replace("{upload}", "{{upload}}"),
    }
}

fn auth(api: Api) -> Value {
    let token = match api {
        Api::Open => return json!({ "type": "noauth" }),
        Api::Business => "{{token}}",
        Api::People => "{{session}}",
        Api::Console | Api::Sandbox => "{{operator}}",
    };
    json!({ "type": "bearer", "bearer": [{ "key": "token", "value": token, "type": "string" }] })
}
