use std::collections::BTreeSet;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::rhythm::Rhythm;

/// Fewest and most headlines of an edition.
const LENGTH: std::ops::RangeInclusive<u8> = 3..=7;

/// What the server told about her permission. Only there can she give it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// News may come.
    #[default]
    Allowed,
    /// She took it back.
    Withdrew,
    /// She never allowed it, or it has ended: only an invitation brings it.
    Never,
}

/// So many answered editions without a tick, and she no longer lets reading be seen. One may be a tick that came late.
const UNTICKED: u32 = 2;

/// What became of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A read tick came.
    Ticked,
    /// She answered it, and no tick came: she opened it, and does not let reading be seen.
    Answered,
    /// It reached her, and nothing was seen of it.
    Unopened,
    /// It did not reach her, or there was none.
    Unknown,
}

/// A language that editions are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
}

/// What a reader chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Her address at the business: a `wa_id`.
    pub wa_id: String,
    /// Topics she wants; none chosen means all.
    pub topics: BTreeSet<String>,
    /// How often.
    pub rhythm: Rhythm,
    /// At which hour of hers.
    pub hour: i8,
    /// Where she is: `Europe/Berlin`.
    pub zone: String,
    /// From and until which hour nothing comes by itself.
    pub quiet: (i8, i8),
    /// Breaking news may come in quiet hours.
    pub breaking_at_night: bool,
    /// Her language.
    pub language: Language,
    /// How many headlines an edition has at most.
    pub length: u8,
    /// Nothing comes before this.
    pub paused_until_s: Option<i64>,
    /// Nothing comes any more.
    pub is_stopped: bool,
    /// Whether she allowed news, as the server told.
    #[serde(default)]
    pub standing: Standing,
    /// When a read tick of hers was seen first. Nobody is asked whether she lets reading be seen: ticks that come say it.
    #[serde(default)]
    pub first_tick_s: Option<i64>,
    /// Editions in a row that she answered although no tick came for them.
    #[serde(default)]
    pub unticked: u32,
    /// Editions in a row that she did not open.
    pub unread: u32,
    /// When she was last asked whether a week would do.
    pub asked_s: Option<i64>,
    /// Topics of which she wants less, with how often she said so.
    pub less: Vec<(String, u32)>,
}

/// Why a choice cannot work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReaderFault {
    /// No such time zone.
    #[error("this time zone is not known; write it like Europe/Berlin")]
    Zone,
    /// No hour of a day.
    #[error("an hour is a number from 0 to 23")]
    Hour,
    /// Too few or too many headlines.
    #[error("an edition has three to seven headlines")]
    Length,
    /// No day of the week.
    #[error("choose at least one day of the week")]
    Days,
}

impl Reader {
    /// A new reader: every topic, every day at seven, quiet from nine in the evening to eight.
    pub fn new(wa_id: impl Into<String>, zone: &str, language: Language) -> Self {
        Self {
            wa_id: wa_id.into(),
            topics: BTreeSet::new(),
            rhythm: Rhythm::Daily,
            hour: 7,
            zone: zone.to_owned(),
            quiet: (21, 8),
            breaking_at_night: false,
            language,
            length: 5,
            paused_until_s: None,
            is_stopped: false,
            standing: Standing::Allowed,
            first_tick_s: None,
            unticked: 0,
            unread: 0,
            asked_s: None,
            less: Vec::new(),
        }
    }

    /// Whether everything she chose can work.
    pub fn check(&self) -> Result<(), ReaderFault> {
        if TimeZone::get(&self.zone).is_err() {
            return Err(ReaderFault::Zone);
        }
        let hours = [self.hour, self.quiet.0, self.quiet.1];
        if hours.iter().any(|hour| !(0..24).contains(hour)) {
            return Err(ReaderFault::Hour);
        }
        if !LENGTH.contains(&self.length) {
            return Err(ReaderFault::Length);
        }
        match self.rhythm {
            Rhythm::Weekdays(days) if days.trailing_zeros() >= 7 => Err(ReaderFault::Days),
            Rhythm::Weekly(day) if day > 6 => Err(ReaderFault::Days),
            _ => Ok(()),
        }
    }

    /// Her zone; the world's if it is not known.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether anything may come at this moment at all.
    pub fn wants_anything(&self, now: Timestamp) -> bool {
        !self.is_stopped && self.paused_until_s.is_none_or(|until| now.as_second() >= until)
    }

    /// Whether she lets us see what she reads, as far as can be known: a tick of hers was seen, and what she answered since bore
    /// one. Of everybody else an edition without a tick says nothing.
    pub const fn shows_reading(&self) -> bool {
        self.first_tick_s.is_some() && self.unticked < UNTICKED
    }

    /// Notes what became of the latest edition that reached her.
    pub const fn note_fate(&mut self, fate: Fate) {
        match fate {
            Fate::Ticked => (self.unread, self.unticked) = (0, 0),
            Fate::Answered => {
                (self.unread, self.unticked) = (0, self.unticked.saturating_add(1));
            }
            Fate::Unopened => self.unread = self.unread.saturating_add(1),
            Fate::Unknown => self.unread = 0,
        }
    }

    /// Whether she wants a topic.
    pub fn wants(&self, topic: &str) -> bool {
        self.topics.is_empty() || self.topics.contains(topic)
    }

    /// How often she said that she wants less of a topic.
    pub fn less_of(&self, topic: &str) -> u32 {
        self.less.iter().find(|(known, _)| known == topic).map_or(0, |(_, times)| *times)
    }

    /// She wants less of a topic.
    pub fn note_less(&mut self, topic: &str) {
        match self.less.iter_mut().find(|(known, _)| known == topic) {
            Some((_, times)) => *times = times.saturating_add(1),
            None => self.less.push((topic.to_owned(), 1)),
        }
    }
}
