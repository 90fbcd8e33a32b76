//! Quiet hours: for each day of the week a span of a person's own clock, which may go on past midnight.
//!
//! They are hours of the clock on her wall: in the night in which it is put forward they are an hour shorter,
//! and in the one in which it is put back an hour longer.

use super::zone::{WallClock, Zone, weekday_index};
use crate::time::Timestamp;
use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Minutes in a day.
const DAY_MIN: u16 = 24 * 60;
/// How many ends of spans are looked at for one that no other span covers; more than a week of them.
const ENDS_MAX: usize = 10;

/// A minute of the day, written "21:00".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayTime(u16);

/// This is no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written as \"21:00\"")]
pub struct BadDayTime;

impl DayTime {
    /// From hours and minutes; later than 23:59 becomes 23:59.
    pub const fn of(hour: u16, minute: u16) -> Self {
        let minutes = hour.saturating_mul(60).saturating_add(minute);
        Self(if minutes < DAY_MIN { minutes } else { DAY_MIN - 1 })
    }

    /// From text as "21:00".
    pub fn parse(text: &str) -> Result<Self, BadDayTime> {
        let (hour, minute) = text.split_once(':').ok_or(BadDayTime)?;
        let number = |text: &str, end: u16| {
            let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = is_plain.then(|| text.parse::<u16>().ok()).flatten();
            number.filter(|number| *number < end).ok_or(BadDayTime)
        };
        Ok(Self::of(number(hour, 24)?, number(minute, 60)?))
    }

    /// When a clock in this zone (`None` = UTC) shows it for the first time, at `from` or later; `None` outside of all
    /// calendars.
    pub fn next(self, zone: Option<&Zone>, from: Timestamp) -> Option<Timestamp> {
        let clock = WallClock::of(zone);
        let today = clock.shows(from)?.date();
        let before = Timestamp(from.0.saturating_sub(1));
        let days = [Some(today), today.tomorrow().ok()];
        let times = days.into_iter().flatten().filter_map(|day| {
            let shown = day.to_datetime(self.time());
            clock.when(shown, before)
        });
        times.filter(|at| *at >= from).min()
    }

    fn at(shown: DateTime) -> Self {
        let part = |number: i8| u16::try_from(number).unwrap_or(0);
        Self::of(part(shown.hour()), part(shown.minute()))
    }

    fn time(self) -> Time {
        let part = |number: u16| i8::try_from(number).unwrap_or(0);
        Time::new(part(self.0 / 60), part(self.0 % 60), 0, 0).unwrap_or(Time::midnight())
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for DayTime {
    type Error = BadDayTime;

    fn try_from(text: String) -> Result<Self, BadDayTime> {
        Self::parse(&text)
    }
}

impl From<DayTime> for String {
    fn from(time: DayTime) -> Self {
        time.to_string()
    }
}

/// From one time of day until (exclusive) another; past midnight if that is not later. The same time twice is a
/// whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Its beginning.
    pub from: DayTime,
    /// Its end.
    pub until: DayTime,
}

impl Span {
    fn wraps(self) -> bool {
        self.until <= self.from
    }
    /// Whether it covers a time of the day on which it begins.
    fn covers(self, time: DayTime) -> bool {
        time >= self.from && (self.wraps() || time < self.until)
    }
    /// Whether it reaches into the day after and covers a time there.
    fn covers_next(self, time: DayTime) -> bool {
        self.wraps() && time < self.until
    }
}

/// A span for each day of the week on which it begins, Monday first; `None` = none begins on that day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuietHours(pub [Option<Span>; 7]);

impl QuietHours {
    /// The same span on every day.
    pub const fn daily(from: DayTime, until: DayTime) -> Self {
        Self([Some(Span { from, until }); 7])
    }

    /// Whether it is quiet at `at` for somebody in this zone (`None` = UTC).
    pub fn is_quiet(&self, at: Timestamp, zone: Option<&Zone>) -> bool {
        let shown = WallClock::of(zone).shows(at);
        shown.is_some_and(|shown| self.covering(shown).is_some())
    }

    /// When it is no longer quiet: `at` if it is not; `None` if that is more than a week away.
    pub fn ends_after(&self, at: Timestamp, zone: Option<&Zone>) -> Option<Timestamp> {
        let clock = WallClock::of(zone);
        let mut moment = at;
        for _ in 0..ENDS_MAX {
            let shown = clock.shows(moment)?;
            let Some(end) = self.covering(shown) else { return Some(moment) };
            // Where clocks are put back, an end may come twice: time must not run backwards for that.
            moment = clock.when(end, moment)?.max(Timestamp(moment.0.saturating_add(1)));
        }
        None
    }

    /// Whether every minute that `other` keeps quiet is quiet here, too.
    pub fn is_at_least(&self, other: &Self) -> bool {
        let days =
            || (0..7_usize).flat_map(|day| (0..DAY_MIN).map(move |minute| (day, DayTime(minute))));
        days().all(|(day, time)| !other.is_quiet_on(day, time) || self.is_quiet_on(day, time))
    }

    fn is_quiet_on(&self, day: usize, time: DayTime) -> bool {
        let before = self.on(day.saturating_add(6) % 7);
        self.on(day).is_some_and(|span| span.covers(time))
            || before.is_some_and(|span| span.covers_next(time))
    }

    fn on(&self, day: usize) -> Option<Span> {
        self.0.get(day).copied().flatten()
    }

    /// What the clock shows at the end of a span that covers this.
    fn covering(&self, shown: DateTime) -> Option<DateTime> {
        let (day, time) = (weekday_index(shown.date().weekday()), DayTime::at(shown));
        if let Some(span) = self.on(day).filter(|span| span.covers(time)) {
            let date = if span.wraps() { shown.date().tomorrow().ok()? } else { shown.date() };
            return Some(date.to_datetime(span.until.time()));
        }
        let before = self.on(day.saturating_add(6) % 7)?;
        before.covers_next(time).then(|| shown.date().to_datetime(before.until.time()))
    }
}

#[cfg(test)]
#[path = "quiet_tests.rs"]
mod tests;
