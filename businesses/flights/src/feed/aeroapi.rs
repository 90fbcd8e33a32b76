use serde_json::{Map, Value};

use super::row::Row;
use super::{Intake, json};

/// Our names and those of AeroAPI.
const MEMBERS: [(&str, &str); 10] = [
    ("std", "scheduled_out"),
    ("sta", "scheduled_in"),
    ("etd", "estimated_out"),
    ("eta", "estimated_in"),
    ("atd", "actual_out"),
    ("ata", "actual_in"),
    ("tail", "registration"),
    ("gate", "gate_origin"),
    ("flight", "ident"),
    ("flight", "ident_iata"),
];

/// Reads flights as AeroAPI 4 shows them, and its alerts, which hold one under `flight`. Pushed alerts have no published
/// schema: members that are not there are not missed.
pub(super) fn read(text: &str, intake: &mut Intake) {
    json::each(text, intake, |flight, intake| {
        let mut row = Row::default();
        for (ours, theirs) in MEMBERS {
            if let Some(value) = flight.get(theirs).and_then(Value::as_str) {
                row.set(ours, value);
            }
        }
        for (ours, theirs) in [("from", "origin"), ("to", "destination")] {
            row.set(ours, place(flight.get(theirs)));
        }
        for flag in ["cancelled", "diverted"] {
            if flight.get(flag) == Some(&Value::Bool(true)) {
                row.set(flag, "true");
            }
        }
        row.give(intake);
    });
}

/// An airport: an object with several codes, or a code.
fn place(value: Option<&Value>) -> &str {
    let of = |object: &Map<String, Value>| object.get("code_iata").cloned();
    match value {
        Some(Value::String(code)) => code,
        Some(Value::Object(object)) if of(object).is_some() => {
            object.get("code_iata").and_then(Value::as_str).unwrap_or_default()
        }
        _ => "",
    }
}
