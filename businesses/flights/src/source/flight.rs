use std::path::PathBuf;

use jiff::civil::Date;

use super::Airports;
use crate::model::{Minute, ScheduledLeg};

/// What really happened to a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actual {
    /// Left the stand; `None` when cancelled.
    pub off_block: Option<Minute>,
    /// Reached the stand of its destination; `None` when cancelled or diverted.
    pub on_block: Option<Minute>,
}

/// A leg as planned and as flown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    /// The plan.
    pub plan: ScheduledLeg,
    /// The outcome.
    pub actual: Actual,
}

impl Flight {
    /// Minutes from scheduled to actual departure; `None` when cancelled.
    pub fn delay_min(&self) -> Option<i64> {
        self.actual.off_block.map(|off| off.since_min(self.plan.std))
    }
}

/// Where flights were taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file of real departures.
    File(PathBuf),
    /// Invented by the generator.
    Generated {
        /// Its seed.
        seed: u64,
    },
}

/// Flights with the airports they need.
#[derive(Clone, Debug)]
pub struct Flights {
    /// In the order of the source.
    pub flights: Vec<Flight>,
    /// Zones and cities.
    pub airports: Airports,
    /// The source.
    pub origin: Origin,
    /// Rows of the source that could not be used.
    pub skipped: u64,
    /// First and last day of the whole source, also when only some of its days were read.
    pub days: (Date, Date),
}
