use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{FlightNumber, Minute};

/// A slot message (SAM or SRM in ADEXP form): the take-off time that flow control gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The flight, when its callsign is its number (`TK0720`); airlines with other callsigns are not found.
    pub flight: Option<FlightNumber>,
    /// The day of its planned off-block time.
    pub day: Date,
    /// Take-off time less taxi time.
    pub off_block: Minute,
}

impl Slot {
    /// Reads the fields `-NAME VALUE` of a message.
    pub(super) fn read(lines: &[&str]) -> Option<Self> {
        let joined = lines.join(" ");
        let field = |name: &str| {
            joined.split('-').find_map(|field| {
                let (found, value) = field.trim().split_once(' ')?;
                (found == name).then(|| value.trim().split(' ').next())?
            })
        };
        let day = adexp_day(field("EOBD")?)?;
        let taxi_min = field("TAXITIME").and_then(hhmm).unwrap_or(0);
        let planned = hhmm(field("EOBT")?)?;
        let take_off = hhmm(field("CTOT")?)?;
        // A take-off earlier in the day than the planned off-block is on the next day.
        let days = i64::from(take_off < planned);
        let midnight = Minute::from_timestamp(TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?);
        let off_block = midnight.plus_min(days * 24 * 60 + take_off - taxi_min);
        Some(Self { flight: field("ARCID").and_then(|id| id.parse().ok()), day, off_block })
    }
}

fn adexp_day(text: &str) -> Option<Date> {
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    Date::new(2000 + i16::from(part(0)?), part(2)?, part(4)?).ok()
}

/// Minutes after midnight.
fn hhmm(text: &str) -> Option<i64> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute): (i64, i64) = (text.get(..2)?.parse().ok()?, text.get(2..)?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}
