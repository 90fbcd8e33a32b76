//! Time zones by their IANA names. Their rules are data inside the program, so that a decision depends on
//! nothing outside it.

use crate::time::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The name of a zone that exists, as "Europe/Berlin".
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

/// There is no time zone of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no time zone of this name is known; use one as \"Europe/Berlin\"")]
pub struct UnknownZone;

impl Zone {
    /// Longest name.
    pub const NAME_MAX: usize = 64;

    /// The zone of this name.
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        if name.len() > Self::NAME_MAX {
            return Err(UnknownZone);
        }
        ZONES.get(name).map_err(|_| UnknownZone)?;
        Ok(Self(name.to_owned()))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::parse(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

/// Where somebody's clock hangs; UTC as long as she named no zone.
pub(super) struct WallClock(TimeZone);

impl WallClock {
    pub(super) fn of(zone: Option<&Zone>) -> Self {
        let known = zone.and_then(|zone| ZONES.get(zone.name()).ok());
        Self(known.unwrap_or(TimeZone::UTC))
    }

    /// What the clock shows at `at`; nothing far outside of all calendars.
    pub(super) fn shows(&self, at: Timestamp) -> Option<DateTime> {
        let instant = jiff::Timestamp::from_microsecond(at.0).ok()?;
        Some(self.0.to_datetime(instant))
    }

    /// When it shows this; where the clock was put forward over it, what it shows as much later.
    pub(super) fn when(&self, shown: DateTime) -> Option<Timestamp> {
        let instant = self.0.to_timestamp(shown).ok()?;
        Some(Timestamp(instant.as_microsecond()))
    }
}

/// Place of a weekday in a week that begins on Monday.
pub(super) fn weekday_index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_name_alone() {
        assert_eq!(Zone::parse("Europe/Berlin").unwrap().name(), "Europe/Berlin");
        for name in ["", "Mars/Olympus", "../../etc/passwd", "+01:00", "Europe/Berlin\0"] {
            assert_eq!(Zone::parse(name), Err(UnknownZone), "{name}");
        }
        assert!(Zone::parse(&"x".repeat(10_000)).is_err());
        let read: Result<Zone, _> = serde_json::from_str("\"Mars/Olympus\"");
        assert!(read.is_err());
    }
}
