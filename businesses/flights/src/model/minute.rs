use jiff::{Timestamp, tz::TimeZone};

/// An instant in whole minutes UTC since 1970, the resolution of movement messages.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Minute(pub i64);

impl Minute {
    /// `minutes` later (earlier when negative).
    #[must_use]
    pub const fn plus_min(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes))
    }

    /// Minutes from `earlier` to this one; negative when it is later.
    pub const fn since_min(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The minute in which an instant falls.
    pub fn from_timestamp(at: Timestamp) -> Self {
        Self(at.as_second().div_euclid(60))
    }

    /// The instant at which this minute begins. Values outside jiff's range clamp to its ends.
    pub fn timestamp(self) -> Timestamp {
        let end = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.0.checked_mul(60).and_then(|s| Timestamp::from_second(s).ok()).unwrap_or(end)
    }

    /// The wall clock in a zone.
    pub fn in_zone(self, zone: &TimeZone) -> jiff::Zoned {
        self.timestamp().to_zoned(zone.clone())
    }

    /// The wall clock in UTC.
    pub fn utc(self) -> jiff::civil::DateTime {
        TimeZone::UTC.to_datetime(self.timestamp())
    }
}
