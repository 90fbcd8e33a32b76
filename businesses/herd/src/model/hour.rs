use jiff::Timestamp;

/// Seconds of an hour.
const HOUR_S: i64 = 3600;

/// An hour of the world's clock, counted from 1970. All that the model decides, it decides about whole hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hour(pub i64);

impl Hour {
    /// The hour in which a moment lies.
    pub fn of(at: Timestamp) -> Self {
        Self(at.as_second().div_euclid(HOUR_S))
    }

    /// Its first moment; the end of time for an hour beyond it.
    pub fn begins(self) -> Timestamp {
        let edge = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_second(self.0.saturating_mul(HOUR_S)).unwrap_or(edge)
    }

    /// So many hours later, or earlier.
    #[must_use]
    pub const fn plus(self, hours: i64) -> Self {
        Self(self.0.saturating_add(hours))
    }

    /// Hours from `earlier` to this one.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Place in the day, 0 to 23.
    pub fn of_day(self) -> usize {
        usize::try_from(self.0.rem_euclid(24)).unwrap_or(0)
    }

    /// Days since 1970.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(24)
    }
}
