//! Several events in one body, for receivers that asked for it.

use super::{OBJECT, to_ascii_json};
use serde_json::{Value, json};

/// One body that tells what these bodies tell, in their order. `None` if none of them can be read.
pub fn join_bodies(bodies: &[&[u8]]) -> Option<Vec<u8>> {
    let read = bodies.iter().filter_map(|body| serde_json::from_slice(body).ok()).collect();
    to_ascii_json(&joined(read)?).ok()
}

/// Joins bodies into one with several changes: the entries of one business become one entry, which
/// carries the newest time.
fn joined(bodies: Vec<Value>) -> Option<Value> {
    let mut entries: Vec<Value> = Vec::new();
    for mut body in bodies {
        let Some(Value::Array(parts)) = body.get_mut("entry").map(Value::take) else { continue };
        for part in parts {
            match entries.iter_mut().find(|entry| entry["id"] == part["id"]) {
                Some(entry) => join(entry, part),
                None => entries.push(part),
            }
        }
    }
    (!entries.is_empty()).then(|| json!({ "object": OBJECT, "entry": entries }))
}

fn join(entry: &mut Value, mut part: Value) {
    if let (Some(Value::Array(all)), Some(Value::Array(more))) =
        (entry.get_mut("changes"), part.get_mut("changes").map(Value::take))
    {
        all.extend(more);
    }
    if !part["time"].is_null() {
        entry["time"] = part["time"].take();
    }
}
