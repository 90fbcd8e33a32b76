use std::fmt;

use jiff::{ToSpan, civil::Date, tz::TimeZone};

use crate::model::Minute;

/// A day of the month alone is looked for in these months around its reference.
const MONTHS_AROUND: [i32; 3] = [-1, 0, 1];

/// A time of day in UTC as messages write it, with or without the day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    day: Option<u8>,
    hour: u8,
    minute: u8,
}

impl Clock {
    /// A clock of valid parts; `None` for day 0, hour 24 and the like.
    pub fn new(day: Option<u8>, hour: u8, minute: u8) -> Option<Self> {
        let fits = day.is_none_or(|d| (1..=31).contains(&d)) && hour < 24 && minute < 60;
        fits.then_some(Self { day, hour, minute })
    }

    /// The clock of an instant, with its day.
    pub fn of(at: Minute) -> Self {
        let utc = at.utc();
        let part = |n: i8| u8::try_from(n).unwrap_or(0);
        Self { day: Some(part(utc.day())), hour: part(utc.hour()), minute: part(utc.minute()) }
    }

    /// Reads `hhmm` or `ddhhmm`.
    pub fn read(text: &str) -> Option<Self> {
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match text.len() {
            4 => Self::new(None, two(text, 0)?, two(text, 2)?),
            6 => Self::new(Some(two(text, 0)?), two(text, 2)?, two(text, 4)?),
            _ => None,
        }
    }

    /// The instant meant: the one nearest to `reference`. Months wrap.
    pub fn resolve(self, reference: Minute) -> Option<Minute> {
        let near = reference.utc().date();
        let candidates: Vec<Date> = match self.day {
            Some(day) => days_called(day, near).collect(),
            None => {
                [-1, 0, 1].into_iter().filter_map(|d| near.checked_add(d.days()).ok()).collect()
            }
        };
        let at = candidates.into_iter().filter_map(|date| self.on(date));
        at.min_by_key(|at| at.since_min(reference).abs())
    }

    fn on(self, date: Date) -> Option<Minute> {
        let (hour, minute) = (i8::try_from(self.hour).ok()?, i8::try_from(self.minute).ok()?);
        let at = TimeZone::UTC.to_timestamp(date.at(hour, minute, 0, 0)).ok()?;
        Some(Minute::from_timestamp(at))
    }
}

fn two(text: &str, at: usize) -> Option<u8> {
    text.get(at..at + 2)?.parse().ok()
}

/// The dates of the months around `near` whose day has this number.
fn days_called(day: u8, near: Date) -> impl Iterator<Item = Date> {
    MONTHS_AROUND.into_iter().filter_map(move |months| {
        let month = near.first_of_month().checked_add(months.months()).ok()?;
        Date::new(month.year(), month.month(), i8::try_from(day).ok()?).ok()
    })
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(day) = self.day {
            write!(f, "{day:02}")?;
        }
        write!(f, "{:02}{:02}", self.hour, self.minute)
    }
}

/// The scheduled day of a flight as messages write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatingDay {
    /// Day of the month alone.
    Day(u8),
    /// Written in full, as `19SEP26`.
    Date(Date),
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

impl OperatingDay {
    /// Reads `DD`, `DDMMM` or `DDMMMYY`. A date without a year counts as its day alone.
    pub fn read(text: &str) -> Option<Self> {
        if !text.is_ascii() {
            return None;
        }
        let day: u8 =
            text.get(..2).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
        if !(1..=31).contains(&day) {
            return None;
        }
        if text.len() == 2 {
            return Some(Self::Day(day));
        }
        let month = MONTHS.iter().position(|m| text.get(2..5) == Some(m))?;
        let Some(year) = text.get(5..).filter(|y| !y.is_empty()) else {
            return Some(Self::Day(day));
        };
        let year: i16 = Some(year).filter(|y| y.len() == 2)?.parse().ok()?;
        // Two digits: the airlines' records begin in 1987, so 87 and later are of the last century.
        let century = if year >= 87 { 1900 } else { 2000 };
        let month = i8::try_from(month + 1).ok()?;
        Date::new(century + year, month, i8::try_from(day).ok()?).ok().map(Self::Date)
    }

    /// The date meant: for a day alone, the one nearest to `received`.
    pub fn resolve(self, received: Date) -> Option<Date> {
        match self {
            Self::Date(date) => Some(date),
            Self::Day(day) => days_called(day, received).min_by_key(|date| {
                received.until(*date).map_or(i32::MAX, |gap| gap.get_days().abs())
            }),
        }
    }
}

impl fmt::Display for OperatingDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day:02}"),
            Self::Date(date) => {
                let month = usize::try_from(date.month() - 1).ok().and_then(|m| MONTHS.get(m));
                let year = date.year().rem_euclid(100);
                write!(f, "{:02}{}{year:02}", date.day(), month.unwrap_or(&"JAN"))
            }
        }
    }
}
