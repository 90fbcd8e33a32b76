//! The file that a farmer writes.

use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use serde::Deserialize;

use crate::talk::Language;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) farm: String,
    pub(super) zone: String,
    pub(super) database: PathBuf,
    #[serde(default = "listen")]
    pub(super) listen: SocketAddr,
    #[serde(default = "page")]
    pub(super) page: SocketAddr,
    pub(super) server: Server,
    pub(super) people: Vec<Person>,
    #[serde(default)]
    pub(super) rules: Rules,
    #[serde(default)]
    pub(super) mqtt: Vec<Mqtt>,
    #[serde(default)]
    pub(super) cows: Vec<Cow>,
    /// A table of cows beside this file.
    #[serde(rename = "cows_file")]
    pub(super) table_of_cows: Option<PathBuf>,
    /// A table of readings beside this file, taken in at every start: what is known changes nothing.
    pub(super) history: Option<PathBuf>,
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8090))
}

fn page() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8091))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    pub(super) url: String,
    #[serde(default = "version")]
    pub(super) version: String,
    pub(super) phone_id: String,
    pub(super) business_id: String,
    pub(super) callback_url: Option<String>,
}

fn version() -> String {
    "v23.0".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) to: String,
    #[serde(default)]
    pub(super) language: Language,
    #[serde(default = "digests")]
    pub(super) digests: Vec<ClockTime>,
    #[serde(default)]
    pub(super) second: bool,
}

fn digests() -> Vec<ClockTime> {
    vec![ClockTime(time(5, 30, 0, 0)), ClockTime(time(15, 30, 0, 0))]
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) working_from: ClockTime,
    pub(super) working_until: ClockTime,
    pub(super) urgent_per_day: u32,
    pub(super) soon_per_day: u32,
    pub(super) escalate_after_min: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            working_from: ClockTime(time(6, 0, 0, 0)),
            working_until: ClockTime(time(20, 0, 0, 0)),
            urgent_per_day: 2,
            soon_per_day: 3,
            escalate_after_min: 30,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mqtt {
    pub(super) url: String,
    pub(super) form: String,
    pub(super) topic: Option<String>,
    pub(super) user: Option<String>,
    /// The variable that holds the password.
    pub(super) password_env: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cow {
    pub(super) id: String,
    pub(super) number: Option<String>,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) collar: String,
    #[serde(default)]
    pub(super) group: String,
    pub(super) calved: Option<Day>,
    pub(super) calving_expected: Option<Day>,
    pub(super) inseminated: Option<Day>,
    pub(super) pregnant: Option<bool>,
}

/// A time of the day: `05:30`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockTime(pub(super) Time);

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || serde::de::Error::custom(format!("{text:?} is no time: write HH:MM"));
        text.parse().map(Self).map_err(|_| wrong())
    }
}

/// A day or a moment: `2026-11-03` or `2026-11-03T04:00:00Z`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Day {
    Day(Date),
    Moment(Timestamp),
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let moment = text.parse().map(Self::Moment);
        let day = moment.or_else(|_| text.parse().map(Self::Day));
        day.map_err(|_| serde::de::Error::custom(format!("{text:?} is no day: write YYYY-MM-DD")))
    }
}
