//! Kurier's own form: `{"t":"…","bucket_s":3600,"m":{"activity":…}}`, one or a list.

use serde_json::Value;

use super::measure::{HOUR_S, Span, device, json, text, time};
use super::{Broken, Parcel};

/// Messages in one list at most.
const LIST_MAX: usize = 5_000;

/// Reads one message or a list of them. `known_device` is the device of the topic; without it each names its own. `t` is
/// the begin of the span.
pub fn parse(body: &[u8], known_device: Option<&str>) -> Parcel {
    let value = match json(body) {
        Ok(value) => value,
        Err(broken) => return broken,
    };
    let mut parcel = Parcel::default();
    match &value {
        Value::Array(list) => {
            if list.len() > LIST_MAX {
                parcel.fault(Broken::TooLarge, format!("{} messages in one list", list.len()));
            }
            for one in list.iter().take(LIST_MAX) {
                take(one, known_device, &mut parcel);
            }
        }
        one => take(one, known_device, &mut parcel),
    }
    parcel.or_empty()
}

fn take(one: &Value, known_device: Option<&str>, parcel: &mut Parcel) {
    let Some(measures) = one.get("m").and_then(Value::as_object) else {
        return parcel.fault(Broken::Shape, "no member m");
    };
    let Some(collar) = known_device.or_else(|| text(one, "/device")).and_then(device) else {
        return parcel.fault(Broken::NoDevice, "no member device");
    };
    let seconds = one.get("bucket_s").map_or(Some(u64::from(HOUR_S)), Value::as_u64);
    let span = text(one, "/t").and_then(time).zip(seconds);
    match span.and_then(|(begins, seconds)| Span::new(collar, begins, seconds)) {
        Some(span) => span.add_all(parcel, measures),
        None => parcel.fault(Broken::BadTime, format!("t or bucket_s of {collar}")),
    }
}
