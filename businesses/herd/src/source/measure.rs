//! Names, units and bounds of measures, the same for every source.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Broken, Parcel};
use crate::reading::{Metric, Reading};

/// Longest span of one reading: a day.
const SPAN_S_MAX: u32 = 86_400;
/// Span of a reading that names none.
pub(super) const HOUR_S: u32 = 3600;
/// Most measures of one message.
pub(super) const MEASURES_MAX: usize = 20_000;
/// Longest name of a device, in characters.
const DEVICE_CHARS: usize = 64;
/// The years in which collars report.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// Members of a decoded message that are no measure and no fault.
const BESIDE: [&str; 12] = [
    "t",
    "seq",
    "bucket_s",
    "batt_mv",
    "battery",
    "battery_mv",
    "device",
    "rssi",
    "snr",
    "version",
    "status",
    "counter",
];

/// A measure by its name. Minutes, steps, degrees Celsius, litres.
pub fn metric(name: &str) -> Option<Metric> {
    match name {
        "activity" | "motion" | "motion_index" => Some(Metric::Activity),
        "rumination" | "rumination_min" | "ruminating" => Some(Metric::Rumination),
        "eating" | "eating_min" | "feeding_min" => Some(Metric::Eating),
        "lying" | "lying_min" => Some(Metric::Lying),
        "steps" => Some(Metric::Steps),
        "temp_c" | "temperature" => Some(Metric::Temperature),
        "milk" | "milk_l" => Some(Metric::Milk),
        _ => None,
    }
}

/// Whether a value can be, over so many seconds.
fn is_possible(metric: Metric, value: f32, seconds: u32) -> bool {
    let minutes_most = f64::from(seconds) / 60.0 + 1.0;
    let most = match metric {
        Metric::Activity => 1e9,
        Metric::Rumination | Metric::Eating | Metric::Lying => minutes_most,
        Metric::Steps => 20_000.0 + f64::from(seconds) * 5.0,
        Metric::Temperature => 50.0,
        Metric::Milk => 200.0,
    };
    // A vendor's index of movement may lie below its own zero.
    let least = if metric == Metric::Activity { -1e9 } else { 0.0 };
    value.is_finite() && f64::from(value) >= least && f64::from(value) <= most
}

/// A time as a source writes it, within the years of collars.
pub fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let at: Timestamp = text.parse().ok()?;
    is_sane(at).then_some(at)
}

/// Whether a time lies in the years in which collars report.
pub(super) fn is_sane(at: Timestamp) -> bool {
    YEARS.contains(&at.to_zoned(jiff::tz::TimeZone::UTC).year())
}

/// Where, and over which span, measures were taken.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) collar: String,
    pub(super) begins: Timestamp,
    pub(super) seconds: u32,
}

impl Span {
    /// `None` when the span cannot be.
    pub(super) fn new(collar: &str, begins: Timestamp, seconds: u64) -> Option<Self> {
        let seconds = u32::try_from(seconds).ok().filter(|s| (1..=SPAN_S_MAX).contains(s))?;
        is_sane(begins).then(|| Self { collar: collar.to_owned(), begins, seconds })
    }

    /// Adds one measure, or a fault.
    pub(super) fn add(&self, parcel: &mut Parcel, metric: Metric, value: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what is too large becomes infinite and is refused"
        )]
        let value = value as f32;
        if parcel.readings.len() >= MEASURES_MAX {
            parcel.fault(Broken::TooLarge, "more measures than one message may hold");
        } else if is_possible(metric, value, self.seconds) {
            parcel.readings.push(Reading {
                collar: self.collar.clone(),
                metric,
                begins: self.begins,
                seconds: self.seconds,
                value,
            });
        } else {
            parcel.fault(Broken::BadNumber, format!("{metric:?} of {}: {value}", self.collar));
        }
    }

    /// Adds every measure of a decoded message.
    pub(super) fn add_all(&self, parcel: &mut Parcel, measures: &Map<String, Value>) {
        for (name, value) in measures {
            match (metric(name), value.as_f64()) {
                // A decoder that has no value yet says null.
                (Some(_), None) if value.is_null() => {}
                (Some(metric), Some(value)) => self.add(parcel, metric, value),
                (Some(_), None) => {
                    parcel.fault(Broken::BadNumber, format!("{name} of {}", self.collar));
                }
                (None, _) if BESIDE.contains(&name.as_str()) => {}
                (None, _) => parcel.fault(Broken::UnknownMeasure, name),
            }
        }
    }
}

/// The name of a device, if it is one.
pub(super) fn device(text: &str) -> Option<&str> {
    let text = text.trim();
    let fits = !text.is_empty()
        && text.chars().count() <= DEVICE_CHARS
        && !text.chars().any(char::is_control);
    fits.then_some(text)
}

/// Reads JSON that somebody else wrote.
pub(super) fn json(body: &[u8]) -> Result<Value, Parcel> {
    let text = std::str::from_utf8(body).map_err(|fault| {
        Parcel::broken(Broken::CharacterSet, format!("after {} bytes", fault.valid_up_to()))
    })?;
    serde_json::from_str(text).map_err(|fault| Parcel::broken(Broken::NotJson, fault.to_string()))
}

/// A text member.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// The span that a decoded uplink is about: `t` and `bucket_s` where the decoder says so, else the hour before it came.
pub(super) fn span_of_uplink(
    collar: &str,
    came: Option<&str>,
    decoded: &Map<String, Value>,
) -> Option<Span> {
    let seconds = match decoded.get("bucket_s") {
        None => u64::from(HOUR_S),
        Some(value) => value.as_u64()?,
    };
    let begins = if let Some(at) = decoded.get("t") {
        time(at.as_str()?)?
    } else {
        let back = jiff::SignedDuration::from_secs(i64::try_from(seconds).ok()?);
        time(came?)?.checked_sub(back).ok()?
    };
    Span::new(collar, begins, seconds)
}
