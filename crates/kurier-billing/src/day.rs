//! Calendar days: documents know no hours.

use jiff::civil::Date;
use jiff::{Span, Timestamp as Instant, tz::TimeZone};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day of the calendar, printed as `2026-11-26`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(Date);

/// A text that is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day: `2026-11-26` is needed, from the year 2000 on")]
pub struct BadDay;

impl Day {
    /// The day of a point in time where the operator sits; `None` far outside our times.
    pub fn of(at: Timestamp, zone: TimeZone) -> Option<Self> {
        let instant = Instant::from_microsecond(at.0).ok()?;
        Some(Self(instant.to_zoned(zone).date()))
    }

    /// Year of the calendar.
    pub fn year(self) -> u16 {
        u16::try_from(self.0.year()).unwrap_or_default()
    }

    /// This day moved by `days`; `None` at the end of time.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.0.checked_add(Span::new().try_days(days).ok()?).ok().map(Self)
    }

    /// `26.11.2026`.
    pub fn german(self) -> String {
        format!("{:02}.{:02}.{:04}", self.0.day(), self.0.month(), self.0.year())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return Err(BadDay) };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let form = [year.len(), month.len(), day.len()] == [4, 2, 2];
        if !form || ![year, month, day].into_iter().all(digits) {
            return Err(BadDay);
        }
        let year = year.parse().ok().filter(|year| *year >= 2000).ok_or(BadDay)?;
        let month = month.parse().map_err(|_| BadDay)?;
        let day = day.parse().map_err(|_| BadDay)?;
        Date::new(year, month, day).map(Self).map_err(|_| BadDay)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = BadDay;

    fn try_from(text: String) -> Result<Self, BadDay> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_and_print() {
        let day: Day = "2026-02-28".parse().unwrap();
        assert_eq!(day.to_string(), "2026-02-28");
        assert_eq!(day.german(), "28.02.2026");
        assert_eq!(day.plus_days(1).unwrap().to_string(), "2026-03-01");
        for wrong in
            ["2026-02-29", "2026-2-28", "1999-01-01", "2026-02-28T", "+026-02-28", "", "a-b-c"]
        {
            assert_eq!(wrong.parse::<Day>(), Err(BadDay), "{wrong}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_operator() {
        let late = Timestamp::from_seconds(1_798_758_000);
        let utc = Day::of(late, TimeZone::UTC).unwrap();
        let berlin = Day::of(late, TimeZone::get("Europe/Berlin").unwrap()).unwrap();
        assert_eq!(
            (utc.to_string(), berlin.to_string()),
            ("2026-12-31".into(), "2027-01-01".into())
        );
        assert_eq!(Day::of(Timestamp(i64::MAX), TimeZone::UTC), None);
    }
}
