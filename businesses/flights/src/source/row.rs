use csv::StringRecord;
use jiff::{ToSpan, civil::Date, tz::TimeZone};

use super::{Actual, Airports, Flight, columns::Columns};
use crate::model::{FlightNumber, LegKey, Minute, ScheduledLeg};

/// Block time that a distance suggests, in minutes: taxi and climb, then about 740 km/h (distances are in miles).
fn likely_block_min(distance_mi: i64) -> i64 {
    45 + distance_mi * 60 / 460
}

const DAY_MIN: i64 = 24 * 60;

struct Row<'a> {
    cells: &'a StringRecord,
    columns: &'a Columns,
}

impl Row<'_> {
    fn text(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    fn number(&self, column: usize) -> Option<i64> {
        self.text(column).parse().ok()
    }

    /// A time of day `hmm` in minutes after midnight; 2400 is the end of the day.
    fn clock_min(&self, column: usize) -> Option<i64> {
        let hhmm = self.number(column)?;
        let (hour, minute) = (hhmm / 100, hhmm % 100);
        let fits = (0..=24).contains(&hour) && (0..60).contains(&minute);
        fits.then_some(hour * 60 + minute)
    }

    /// The scheduled time of day, given or worked back from the actual one and its delay.
    fn planned_min(&self, planned: Option<usize>, actual: usize, delay: usize) -> Option<i64> {
        if let Some(given) = planned.and_then(|column| self.clock_min(column)) {
            return Some(given);
        }
        Some((self.clock_min(actual)? - self.number(delay)?).rem_euclid(DAY_MIN))
    }
}

/// The day of a row.
pub(super) fn day(cells: &StringRecord, columns: &Columns) -> Option<Date> {
    let row = Row { cells, columns };
    let year = i16::try_from(row.number(columns.year)?).ok()?;
    let month = i8::try_from(row.number(columns.month)?).ok()?;
    Date::new(year, month, i8::try_from(row.number(columns.day)?).ok()?).ok()
}

/// Makes a flight of a row; `None` when it lacks what cannot be worked out.
pub(super) fn flight(
    cells: &StringRecord,
    columns: &Columns,
    airports: &Airports,
    day: Date,
) -> Option<Flight> {
    let row = Row { cells, columns };
    let c = row.columns;
    let number = u16::try_from(row.number(c.flight)?).ok().filter(|n| (1..=9999).contains(n))?;
    let flight = FlightNumber { carrier: row.text(c.carrier).parse().ok()?, number, suffix: None };
    let key = LegKey { flight, day, from: row.text(c.from).parse().ok()? };
    let to = row.text(c.to).parse().ok()?;
    let std_min = row.planned_min(c.planned_departure, c.departed, c.departure_delay)?;
    let std = local(day, std_min, airports.zone(key.from)?)?;
    let likely_min = likely_block_min(row.number(c.distance)?);
    let sta = row
        .planned_min(c.planned_arrival, c.arrived, c.arrival_delay)
        .and_then(|sta_min| arrival(day, sta_min, airports.zone(to)?, std, likely_min))
        .unwrap_or_else(|| std.plus_min(likely_min));
    let cancelled = c.cancelled.is_some_and(|column| row.text(column) == "1");
    let late = |column: usize| row.number(column).filter(|_| !cancelled);
    let actual = Actual {
        off_block: late(c.departure_delay).map(|late_min| std.plus_min(late_min)),
        on_block: late(c.arrival_delay).map(|late_min| sta.plus_min(late_min)),
    };
    let plan = ScheduledLeg { key, to, std, sta, tail: tail(row.text(c.tail)) };
    Some(Flight { plan, actual })
}

/// The instant at which clocks in a zone show a time. In the gap of spring the clock that was put forward counts, in the
/// repeated hour of autumn the first one.
fn local(day: Date, clock_min: i64, zone: &TimeZone) -> Option<Minute> {
    let (days, clock_min) = (clock_min / DAY_MIN, clock_min % DAY_MIN);
    let (hour, minute) = (i8::try_from(clock_min / 60).ok()?, i8::try_from(clock_min % 60).ok()?);
    let wall = day.checked_add(days.days()).ok()?.at(hour, minute, 0, 0);
    zone.to_timestamp(wall).ok().map(Minute::from_timestamp)
}

/// The arrival's date is not in the records: it is the one that makes the block time likely. Holds over midnight and over
/// the date line.
fn arrival(
    day: Date,
    sta_min: i64,
    zone: &TimeZone,
    std: Minute,
    likely_min: i64,
) -> Option<Minute> {
    (-1..=2)
        .filter_map(|days: i64| local(day.checked_add(days.days()).ok()?, sta_min, zone))
        .filter(|sta| *sta > std)
        .min_by_key(|sta| (sta.since_min(std) - likely_min).abs())
}

/// Records call an aircraft they do not know by many names.
fn tail(text: &str) -> Option<String> {
    let plain = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    let known =
        plain && text.len() >= 3 && !matches!(text, "UNKNOW" | "UNKNOWN" | "000000" | "N000AA");
    known.then(|| text.to_owned())
}
