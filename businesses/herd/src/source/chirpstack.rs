//! Uplinks of ChirpStack 4, over MQTT or its HTTP integration.

use serde_json::Value;

use super::measure::{device, json, span_of_uplink, text};
use super::{Broken, Parcel};

/// Reads an uplink event.
pub fn parse(body: &[u8]) -> Parcel {
    let value = match json(body) {
        Ok(value) => value,
        Err(broken) => return broken,
    };
    // Version 3 wrote these two; reading it as version 4 would name devices wrongly.
    if value.get("applicationID").is_some() || value.get("objectJSON").is_some() {
        return Parcel::broken(Broken::OldVersion, "a message of version 3");
    }
    if !value.get("deviceInfo").is_some_and(Value::is_object) {
        return Parcel::broken(Broken::Shape, "no member deviceInfo");
    }
    let Some(collar) = text(&value, "/deviceInfo/devEui").and_then(device) else {
        return Parcel::broken(Broken::NoDevice, "no member deviceInfo.devEui");
    };
    let Some(decoded) = value.get("object").and_then(Value::as_object) else {
        // An uplink without payload only keeps the session alive.
        let is_empty = text(&value, "/data").unwrap_or_default().is_empty();
        let reason = if is_empty { Broken::Empty } else { Broken::NotDecoded };
        return Parcel::broken(reason, format!("device {collar}"));
    };
    let mut parcel = Parcel::default();
    match span_of_uplink(collar, text(&value, "/time"), decoded) {
        Some(span) => span.add_all(&mut parcel, decoded),
        None => parcel.fault(Broken::BadTime, format!("device {collar}")),
    }
    parcel.or_empty()
}
