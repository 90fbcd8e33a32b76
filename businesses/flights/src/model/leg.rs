use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::{Airport, FlightNumber, Minute};

/// What identifies one flight of one aircraft on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegKey {
    /// The operating flight number.
    pub flight: FlightNumber,
    /// The scheduled day of departure, local to the airport of departure.
    pub day: Date,
    /// Where it leaves from: one number may fly several legs a day.
    pub from: Airport,
}

impl fmt::Display for LegKey {
    /// One word, fit for a database key: `AA123/1999-12-22/DFW`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.flight, self.day, self.from)
    }
}

impl FromStr for LegKey {
    type Err = ();

    /// Reads what [`fmt::Display`] wrote.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '/');
        let mut part = || parts.next().ok_or(());
        let flight = part()?.parse()?;
        let day = part()?.parse().map_err(|_| ())?;
        Ok(Self { flight, day, from: part()?.parse()? })
    }
}

/// A leg as planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledLeg {
    /// What identifies it.
    pub key: LegKey,
    /// Where it goes.
    pub to: Airport,
    /// Scheduled departure: off block.
    pub std: Minute,
    /// Scheduled arrival: on block.
    pub sta: Minute,
    /// The aircraft planned for it.
    pub tail: Option<String>,
}

impl ScheduledLeg {
    /// Scheduled minutes from block to block.
    pub const fn block_min(&self) -> i64 {
        self.sta.since_min(self.std)
    }
}
