use jiff::civil::Date;

use super::OperatingDay;
use crate::model::{Airport, FlightNumber};

/// What a schedule message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `NEW`: flights come.
    New,
    /// `CNL`: they do not fly.
    Cancel,
    /// `RIN`: they fly after all.
    Reinstate,
    /// `TIM`: other times.
    Retime,
    /// `RPL`: the leg as a whole, anew.
    Replace,
    /// `EQT`: another aircraft.
    Equipment,
}

/// Which days a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// One day (ASM).
    One(OperatingDay),
    /// A period (SSM), both ends included, on these weekdays: bit 0 is Monday.
    Period {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
        /// Weekdays.
        weekdays: u8,
    },
}

/// One leg of a schedule message: `UFA1515 AER1500`, with the days after the flight's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangedLeg {
    /// Where it leaves from.
    pub from: Airport,
    /// Minutes after midnight of the flight's day.
    pub departs_min: i64,
    /// Where it goes.
    pub to: Airport,
    /// Minutes after midnight of the flight's day.
    pub arrives_min: i64,
}

/// A schedule message: ASM (single days) or SSM (periods).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleChange {
    /// What it does.
    pub action: Action,
    /// The flight.
    pub flight: FlightNumber,
    /// Which days.
    pub days: Days,
    /// Times are local to each airport, not UTC.
    pub is_local: bool,
    /// The legs with their times, if given.
    pub legs: Vec<ChangedLeg>,
    /// The registration, if one is given.
    pub tail: Option<String>,
}

/// The most legs of one flight.
const MOST_LEGS: usize = 12;
/// The most changes of one message.
const MOST_CHANGES: usize = 200;

/// Reads the lines after `ASM` or `SSM`. A message may hold several changes, parted by `//`.
pub(super) fn read(lines: &[&str]) -> Option<Vec<ScheduleChange>> {
    let is_local = lines.iter().take(3).any(|line| *line == "LT");
    let mut changes = Vec::new();
    for part in lines.split(|line| *line == "//").take(MOST_CHANGES) {
        changes.extend(read_part(part, is_local)?);
    }
    (!changes.is_empty()).then_some(changes)
}

fn action(line: &str) -> Option<Action> {
    Some(match line.split_ascii_whitespace().next()? {
        "NEW" => Action::New,
        "CNL" => Action::Cancel,
        "RIN" => Action::Reinstate,
        "TIM" => Action::Retime,
        "RPL" => Action::Replace,
        "EQT" | "CON" => Action::Equipment,
        _ => return None,
    })
}

/// One change; several when it names several periods.
fn read_part(lines: &[&str], is_local: bool) -> Option<Vec<ScheduleChange>> {
    let at = lines.iter().position(|line| action(line).is_some())?;
    let action = action(lines[at])?;
    let rest = lines.get(at + 1..)?;
    let mut words = rest.first()?.split_ascii_whitespace();
    let named = words.next()?;
    let (flight, mut days) = match named.split_once('/') {
        Some((flight, day)) => (flight, vec![Days::One(OperatingDay::read(day)?)]),
        None => (named, Vec::new()),
    };
    let flight = flight.parse().ok()?;
    let mut legs = Vec::new();
    let mut tail = None;
    for line in rest.get(1..)? {
        if let Some(period) = period(line) {
            days.push(period);
        } else if let Some(leg) = changed_leg(line).filter(|_| legs.len() < MOST_LEGS) {
            legs.push(leg);
        } else if let Some(found) = registration(line) {
            tail = Some(found);
        }
    }
    let change = |days| ScheduleChange {
        action,
        flight,
        days,
        is_local,
        legs: legs.clone(),
        tail: tail.clone(),
    };
    Some(days.into_iter().map(change).collect())
}

/// `25APR18 03MAY21 1234567`; without weekdays every day.
fn period(line: &str) -> Option<Days> {
    let mut words = line.split_ascii_whitespace();
    let (OperatingDay::Date(first), OperatingDay::Date(last)) =
        (OperatingDay::read(words.next()?)?, OperatingDay::read(words.next()?)?)
    else {
        return None;
    };
    let named = words.next().map(|word| word.split('/').next().unwrap_or_default());
    let weekdays = match named {
        None => 0x7f,
        Some(digits) => digits.bytes().try_fold(0_u8, |bits, digit| {
            (b'1'..=b'7').contains(&digit).then(|| bits | 1 << (digit - b'1'))
        })?,
    };
    (first <= last).then_some(Days::Period { first, last, weekdays })
}

/// `UFA1515 AER1500`, each time followed by `/1` when it is a day later.
fn changed_leg(line: &str) -> Option<ChangedLeg> {
    let mut words = line.split_ascii_whitespace();
    let (from, departs_min) = end(words.next()?)?;
    let (to, mut arrives_min) = end(words.next()?)?;
    // In UTC a flight may cross midnight without saying so.
    if arrives_min <= departs_min {
        arrives_min += 24 * 60;
    }
    Some(ChangedLeg { from, departs_min, to, arrives_min })
}

fn end(word: &str) -> Option<(Airport, i64)> {
    let (place, time) = word.split_at_checked(3)?;
    let (clock, days) = time.split_once('/').unwrap_or((time, "0"));
    if clock.len() != 4 || !clock.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute): (i64, i64) = (clock.get(..2)?.parse().ok()?, clock.get(2..)?.parse().ok()?);
    let days: i64 = days.parse().ok().filter(|days| (-1..=2).contains(days))?;
    let fits = hour < 24 && minute < 60;
    fits.then(|| place.parse().ok())?.map(|place| (place, (days * 24 + hour) * 60 + minute))
}

/// The word after the aircraft type and its version may be a registration: `J 738 . 9HABC`.
fn registration(line: &str) -> Option<String> {
    let mut words = line.split_ascii_whitespace();
    let service = words.next().filter(|word| word.len() == 1)?;
    let plain = service.bytes().all(|b| b.is_ascii_uppercase());
    let last = words.last().filter(|_| plain)?;
    let fits = (4..=7).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        && last.bytes().any(|b| b.is_ascii_uppercase());
    fits.then(|| last.to_owned())
}
