//! Forms ("flows").

use super::operation::{Api, Operation};
use super::shape::{
    address, always, any_of, between, id, list, maybe, object, only, open, page, some, something,
    success, text, truth, words,
};
use kurier_policy::flow::FlowCategory;
use kurier_policy::flow::limits::{JSON_BYTES, NAME_CHARS};
use serde_json::{Value, json};

const AREA: &str = "Flows";

pub(super) fn operations() -> Vec<Operation> {
    let all = [look_through(), create(), migrate(), files(), define(), publish(), deprecate()];
    let of_businesses =
        all.into_iter().chain([key(), set_key()]).map(|one| one.of(Api::Business, AREA));
    of_businesses.chain([read().of(Api::Open, AREA)]).collect()
}

fn look_through() -> Operation {
    Operation::get("/{business}/flows", "listFlows", "The flows of a business.")
        .paged()
        .fields()
        .answers("A page of flows.", page(flow()))
}

fn create() -> Operation {
    let made =
        object(&[("id", id()), ("success", always(true)), ("validation_errors", list(fault()))]);
    Operation::post("/{business}/flows", "createFlow", "Makes a draft of a flow.")
        .says(
            "From nothing, from `flow_json`, or from the flow named by `clone_flow_id`. With `publish` and without errors it is published at once.",
        )
        .body(open(&[
            ("name", super::shape::filled(NAME_CHARS)),
            ("categories", some(words(&FlowCategory::ALL.map(FlowCategory::name)), 1, 8)),
            ("clone_flow_id?", id()),
            ("endpoint_uri?", text()),
            ("flow_json?", any_of(&[json!({ "type": "string", "maxLength": JSON_BYTES }), something("The definition.")])),
            ("publish?", truth()),
        ]))
        .answers("Made.", made)
        .refuses(&[131_008, 131_009, 139_001, 139_002])
}

/// `POST /{node}` of a flow.
pub(super) fn changed_members() -> Vec<(&'static str, Value)> {
    vec![
        ("name?", text()),
        ("categories?", any_of(&[text(), list(text())])),
        ("endpoint_uri?", text()),
    ]
}

fn migrate() -> Operation {
    Operation::post(
        "/{business}/migrate_flows",
        "migrateFlows",
        "Always error 100: no owner has two businesses here.",
    )
}

fn files() -> Operation {
    let file = object(&[
        ("name?", only("flow.json")),
        ("asset_type?", only("FLOW_JSON")),
        ("download_url?", address()),
    ]);
    Operation::get("/{flow}/assets", "listFlowAssets", "Where the definition of a flow is read.")
        .says("The address asks for no token and holds for five minutes.")
        .fields()
        .answers("One file, or none.", page(file))
}

const KEY: &str = "/{sender}/whatsapp_business_encryption";

fn key() -> Operation {
    let kept = object(&[
        ("business_public_key?", text()),
        ("business_public_key_signature_status?", only("VALID")),
    ]);
    Operation::get(KEY, "showFlowKey", "The public key for which requests to endpoints are sealed.")
        .fields()
        .answers("The key, or none.", page(kept))
}

fn set_key() -> Operation {
    let body = open(&[("business_public_key", json!({ "type": "string", "maxLength": 4096 }))]);
    Operation::post(KEY, "setFlowKey", "Sets that key: RSA of 2048 bits, as PEM.")
        .body(body)
        .answers("Set.", success())
        .refuses(&[131_008, 131_009])
}

fn read() -> Operation {
    Operation::get("/media/flows/{address}", "readFlowDefinition", "The definition of a flow.")
        .answers("The definition, as it was given.", something("The definition."))
        .faults(&[404, 503])
}

fn define() -> Operation {
    let form = json!({
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": { "type": "string", "format": "binary" },
            "name": only("flow.json"),
            "asset_type": only("FLOW_JSON"),
        },
    });
    let taken = object(&[("success", always(true)), ("validation_errors", list(fault()))]);
    Operation::post("/{flow}/assets", "defineFlow", "Gives a draft its definition.")
        .says("A definition with errors is kept, so that it can be corrected, and cannot be published.")
        .content("multipart/form-data", form)
        .answers("Kept, with what is wrong with it.", taken)
        .refuses(&[131_009, 139_001])
}

fn publish() -> Operation {
    Operation::post("/{flow}/publish", "publishFlow", "Publishes a draft, for good.")
        .answers("Published.", success())
        .refuses(&[139_001, 139_002])
}

fn deprecate() -> Operation {
    Operation::post("/{flow}/deprecate", "deprecateFlow", "Ends the sending of a published flow.")
        .answers("Deprecated.", success())
        .refuses(&[139_001, 139_003])
}

fn place() -> Vec<(&'static str, Value)> {
    let count = || between(1, 1_048_577);
    vec![
        ("line_start", count()),
        ("line_end", count()),
        ("column_start", count()),
        ("column_end", count()),
    ]
}

fn fault() -> Value {
    let mut pointer = place();
    pointer.push(("path", text()));
    let mut members = place();
    members.extend([
        ("error", text()),
        ("error_type", text()),
        ("message", text()),
        ("pointers", list(object(&pointer))),
    ]);
    object(&members)
}

/// A flow.
pub(super) fn flow() -> Value {
    object(&[
        ("id", id()),
        ("name?", text()),
        ("status?", words(&["DRAFT", "PUBLISHED", "DEPRECATED"])),
        ("categories?", list(words(&FlowCategory::ALL.map(FlowCategory::name)))),
        ("validation_errors?", list(fault())),
        ("json_version?", maybe(text())),
        ("data_api_version?", maybe(text())),
        ("endpoint_uri?", maybe(text())),
        ("data_channel_uri?", maybe(text())),
        ("preview?", json!({ "type": "null" })),
        (
            "whatsapp_business_account?",
            object(&[
                ("id", id()),
                ("name", text()),
                ("timezone_id", text()),
                ("message_template_namespace", text()),
            ]),
        ),
        ("application?", json!({ "type": "null" })),
        ("updated_at?", text()),
        ("health_status?", json!({ "type": "null" })),
    ])
}
