use std::collections::BTreeSet;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::rhythm::Rhythm;

/// Fewest and most headlines of an edition.
const LENGTH: std::ops::RangeInclusive<u8> = 3..=7;

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
    /// She lets us see what she read.
    pub shows_reading: bool,
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
            shows_reading: true,
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
