//! Shapes of templates.

use super::shape::{at_most, filled, id, list, object, open, text, told, whole, words};
use serde_json::{Value, json};

pub(super) const STATUSES: [&str; 8] = [
    "APPROVED",
    "PENDING",
    "REJECTED",
    "PAUSED",
    "DISABLED",
    "ARCHIVED",
    "PENDING_DELETION",
    "DELETED",
];
pub(super) const CATEGORIES: [&str; 3] = ["UTILITY", "MARKETING", "AUTHENTICATION"];

pub(super) fn shared() -> Vec<(&'static str, Value)> {
    vec![
        ("Template", template()),
        ("Component", shown_component()),
        ("Sender", super::senders::sender()),
    ]
}

/// What `fields` asks for; by default the first ones.
fn template() -> Value {
    object(&[
        ("id", id()),
        ("name?", text()),
        ("language?", text()),
        ("status?", words(&STATUSES)),
        ("category?", words(&CATEGORIES)),
        ("parameter_format?", words(&["POSITIONAL", "NAMED"])),
        ("components?", list(super::shape::named("Component"))),
        ("rejected_reason?", text()),
        ("topic?", text()),
        ("library_template_name?", text()),
        ("message_send_ttl_seconds?", whole()),
        ("previous_category?", words(&CATEGORIES)),
        (
            "quality_score?",
            object(&[("score", words(&["GREEN", "YELLOW", "RED", "UNKNOWN"])), ("date", whole())]),
        ),
        ("last_updated_time?", whole()),
    ])
}

fn shown_component() -> Value {
    let button = open(&[("type", text()), ("text", text())]);
    open(&[
        (
            "type?",
            words(&["HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER"]),
        ),
        ("format?", text()),
        ("text?", text()),
        ("buttons?", list(button)),
        ("cards?", list(json!({ "type": "object" }))),
        ("example?", json!({ "type": "object" })),
    ])
}

/// A component as a business writes it.
pub(super) fn component() -> Value {
    let button = open(&[("type", text()), ("text?", at_most(25))]);
    open(&[
        ("type", words(&["HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER"])),
        ("format?", words(&["TEXT", "IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION", "PRODUCT"])),
        ("text?", at_most(1_024)),
        ("buttons?", super::shape::some(button, 1, 10)),
        ("cards?", super::shape::some(json!({ "type": "object" }), 2, 10)),
        ("example?", told(json!({ "type": "object" }), "One value for each variable and file.")),
    ])
}

/// A new template.
pub(super) fn new() -> Value {
    let mut shape = open(&[
        (
            "name",
            json!({ "type": "string", "pattern": "^[a-z0-9_]{1,512}$", "minLength": 1, "maxLength": 512 }),
        ),
        ("language", filled(16)),
        ("category", words(&CATEGORIES)),
        ("parameter_format?", words(&["POSITIONAL", "NAMED"])),
        ("topic?", at_most(60)),
        ("message_send_ttl_seconds?", whole()),
        ("library_template_name?", text()),
        ("components?", list(component())),
    ]);
    shape["examples"] = json!([{
        "name": "parcel_here", "language": "en_US", "category": "UTILITY",
        "components": [{
            "type": "BODY", "text": "Hello {{1}}, your parcel is here.",
            "example": { "body_text": [["Kim"]] },
        }],
    }]);
    shape
}
