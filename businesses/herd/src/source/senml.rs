//! SenML in JSON (RFC 8428): a list of records with base values.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::measure::{HOUR_S, Span, device, json, metric};
use super::{Broken, Parcel};
use crate::reading::Metric;

/// The version of this form.
const VERSION: u64 = 10;
/// Times below this are relative to now.
const RELATIVE_BELOW: f64 = 268_435_456.0;
/// Records of one pack at most.
const RECORDS_MAX: usize = 20_000;
const LABELS: [&str; 17] = [
    "bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut",
    "bucket_s", "l",
];

#[derive(Default)]
struct Base {
    name: String,
    time_s: f64,
    unit: Option<String>,
    value: f64,
}

/// Reads a pack. `known_device` is the device of the topic; without it the name up to its last `:` or `/` is the device.
pub fn parse(body: &[u8], known_device: Option<&str>, now: Timestamp) -> Parcel {
    let value = match json(body) {
        Ok(value) => value,
        Err(broken) => return broken,
    };
    let Value::Array(records) = value else {
        return Parcel::broken(Broken::Shape, "a pack is a list");
    };
    let mut parcel = Parcel::default();
    let mut base = Base::default();
    if records.len() > RECORDS_MAX {
        parcel.fault(Broken::TooLarge, format!("{} records in one pack", records.len()));
    }
    for record in records.iter().take(RECORDS_MAX) {
        let Some(record) = record.as_object() else {
            parcel.fault(Broken::Shape, "a record is an object");
            continue;
        };
        if let Err((reason, detail)) = take(record, &mut base, known_device, now, &mut parcel) {
            parcel.fault(reason, detail);
        }
    }
    parcel.or_empty()
}

type Refused = (Broken, String);

fn take(
    record: &Map<String, Value>,
    base: &mut Base,
    known_device: Option<&str>,
    now: Timestamp,
    parcel: &mut Parcel,
) -> Result<(), Refused> {
    for label in record.keys() {
        if label.ends_with('_') && !LABELS.contains(&label.as_str()) {
            return Err((Broken::MustUnderstand, label.clone()));
        }
    }
    base.take(record)?;
    if let Some(version) = record.get("bver")
        && version.as_u64().is_none_or(|version| version > VERSION)
    {
        return Err((Broken::OldVersion, "a later version of SenML".to_owned()));
    }
    let number = |label: &str| match record.get(label) {
        None => Ok(None),
        Some(value) => {
            value.as_f64().map(Some).ok_or_else(|| (Broken::BadNumber, label.to_owned()))
        }
    };
    let Some(value) = number("v")? else {
        // Base values alone, or a text; a sum has no time span of its own.
        let says_something =
            ["vs", "vb", "vd", "s"].iter().any(|label| record.contains_key(*label));
        return if says_something {
            Err((Broken::UnknownMeasure, "a value that is no number".to_owned()))
        } else {
            Ok(())
        };
    };
    let own = record.get("n").and_then(Value::as_str).unwrap_or_default();
    let full: String = base.name.chars().take(256).chain(own.chars().take(256)).collect();
    let (device_part, name) =
        full.rsplit_once([':', '/']).unwrap_or((known_device.unwrap_or_default(), &full));
    let collar = known_device.unwrap_or(device_part);
    let collar = device(collar).ok_or_else(|| (Broken::NoDevice, full.clone()))?;
    let metric = metric(name).ok_or_else(|| (Broken::UnknownMeasure, name.to_owned()))?;
    let unit = record.get("u").and_then(Value::as_str).or(base.unit.as_deref());
    let value = in_our_unit(metric, unit, value + base.value).ok_or_else(|| {
        (Broken::UnknownMeasure, format!("{name} in {}", unit.unwrap_or_default()))
    })?;
    let time_s = base.time_s + number("t")?.unwrap_or(0.0);
    let begins = moment(time_s, now).ok_or_else(|| (Broken::BadTime, format!("{time_s}")))?;
    let seconds = record.get("bucket_s").map_or(Some(u64::from(HOUR_S)), Value::as_u64);
    let span = seconds.and_then(|seconds| Span::new(collar, begins, seconds));
    span.ok_or_else(|| (Broken::BadTime, format!("{time_s}")))?.add(parcel, metric, value);
    Ok(())
}

impl Base {
    fn take(&mut self, record: &Map<String, Value>) -> Result<(), Refused> {
        let number = |label: &str, into: &mut f64| match record.get(label).map(Value::as_f64) {
            None => Ok(()),
            Some(Some(value)) => {
                *into = value;
                Ok(())
            }
            Some(None) => Err((Broken::BadNumber, label.to_owned())),
        };
        number("bt", &mut self.time_s)?;
        number("bv", &mut self.value)?;
        if let Some(name) = record.get("bn").and_then(Value::as_str) {
            self.name = name.chars().take(256).collect();
        }
        if let Some(unit) = record.get("bu").and_then(Value::as_str) {
            self.unit = Some(unit.to_owned());
        }
        Ok(())
    }
}

/// Small times are relative to now.
fn moment(time_s: f64, now: Timestamp) -> Option<Timestamp> {
    #[expect(clippy::cast_precision_loss, reason = "good to a microsecond for centuries")]
    let now_s = now.as_microsecond() as f64 / 1e6;
    let seconds = if time_s < RELATIVE_BELOW { now_s + time_s } else { time_s };
    let in_range = seconds.is_finite() && (0.0..=1e11).contains(&seconds);
    #[expect(clippy::cast_possible_truncation, reason = "bounded one line above")]
    let micros = in_range.then_some((seconds * 1e6) as i64)?;
    Timestamp::from_microsecond(micros).ok()
}

/// Units of RFC 8428 and RFC 8798 that mean the same as ours.
fn in_our_unit(metric: Metric, unit: Option<&str>, value: f64) -> Option<f64> {
    let minutes = matches!(metric, Metric::Rumination | Metric::Eating | Metric::Lying);
    match (metric, unit) {
        (_, None)
        | (Metric::Temperature, Some("Cel"))
        | (Metric::Steps | Metric::Activity, Some("count" | "1" | "/"))
        | (Metric::Milk, Some("l" | "kg")) => Some(value),
        (_, Some("min")) if minutes => Some(value),
        (_, Some("s")) if minutes => Some(value / 60.0),
        (Metric::Temperature, Some("K")) => Some(value - 273.15),
        (Metric::Milk, Some("m3")) => Some(value * 1000.0),
        _ => None,
    }
}
