//! Canonical JSON: one text for one value, whatever wrote it, so that it can be signed.

use serde_json::Value;
use std::collections::BTreeMap;

/// The value without white space and with the keys of every object sorted by their bytes. Sorted here
/// and not by the JSON library, whose order depends on how it was built.
pub(crate) fn bytes_of(value: &Value) -> Vec<u8> {
    let mut text = String::new();
    write(value, &mut text);
    text.into_bytes()
}

fn write(value: &Value, to: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            to.push('{');
            for (place, (key, member)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                to.push_str(&Value::from(key.as_str()).to_string());
                to.push(':');
                write(member, to);
            }
            to.push('}');
        }
        Value::Array(items) => {
            to.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                write(item, to);
            }
            to.push(']');
        }
        scalar => to.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth_and_text_is_escaped() {
        let value: Value =
            serde_json::from_str("{\"b\": [1, {\"z\": null, \"a\\\"\": \"ü\\n\"}], \"a\": true}")
                .unwrap();
        let text = String::from_utf8(bytes_of(&value)).unwrap();
        assert_eq!(text, "{\"a\":true,\"b\":[1,{\"a\\\"\":\"ü\\n\",\"z\":null}]}");
    }
}
