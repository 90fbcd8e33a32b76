//! Uplinks of The Things Stack 3, over MQTT or its webhooks.

use serde_json::Value;

use super::measure::{device, json, span_of_uplink, text};
use super::{Broken, Parcel};

/// Reads an uplink message. Members that are empty, zero or false are left out by the sender.
pub fn parse(body: &[u8]) -> Parcel {
    let value = match json(body) {
        Ok(value) => value,
        Err(broken) => return broken,
    };
    if !value.get("end_device_ids").is_some_and(Value::is_object) {
        return Parcel::broken(Broken::Shape, "no member end_device_ids");
    }
    let Some(collar) = text(&value, "/end_device_ids/device_id").and_then(device) else {
        return Parcel::broken(Broken::NoDevice, "no member end_device_ids.device_id");
    };
    let Some(uplink) = value.get("uplink_message").filter(|uplink| uplink.is_object()) else {
        // Joins, acknowledgements and the like come on the same webhook.
        return Parcel::broken(Broken::UnknownEvent, "no uplink message");
    };
    let Some(decoded) = uplink.get("decoded_payload").and_then(Value::as_object) else {
        let is_empty = text(uplink, "/frm_payload").unwrap_or_default().is_empty();
        let reason = if is_empty { Broken::Empty } else { Broken::NotDecoded };
        return Parcel::broken(reason, format!("device {collar}"));
    };
    let came = text(uplink, "/received_at").or_else(|| text(&value, "/received_at"));
    let mut parcel = Parcel::default();
    match span_of_uplink(collar, came, decoded) {
        Some(span) => span.add_all(&mut parcel, decoded),
        None => parcel.fault(Broken::BadTime, format!("device {collar}")),
    }
    parcel.or_empty()
}
