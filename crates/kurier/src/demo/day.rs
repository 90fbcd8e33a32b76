//! Which day, and which flight of it the passengers are on.

use anyhow::Context;
use kurier_flights::live::{FlightChoice, load_day, pick_demo_flight};
use kurier_flights::source::{Flights, Origin};
use std::path::PathBuf;
use std::sync::Arc;

/// Seed of the synthetic parts of the day.
const SEED: u64 = 1;

/// What to load.
#[derive(Debug, Clone)]
pub(crate) struct DayChoice {
    /// The folder of test data.
    pub(crate) data: PathBuf,
    /// A table of departures in it.
    pub(crate) file: PathBuf,
    /// `YYYY-MM-DD`.
    pub(crate) day: String,
}

/// A day with a flight that shows what the airline does.
pub(crate) struct Day {
    pub(super) choice: DayChoice,
    pub(super) flights: Arc<Flights>,
    pub(super) flight: FlightChoice,
}

impl Day {
    /// Reads the day, or invents one when the folder holds none.
    pub(crate) fn load(choice: DayChoice) -> anyhow::Result<Self> {
        let day = choice.day.parse().with_context(|| format!("{:?} is no day", choice.day))?;
        let flights = load_day(&choice.file, &choice.data, day, SEED)?;
        let flight = pick_demo_flight(&flights, day, SEED)
            .with_context(|| format!("no flight of {} was late enough to show", choice.day))?;
        Ok(Self { choice, flights: Arc::new(flights), flight })
    }

    /// Whether the flights are invented.
    pub(crate) fn is_invented(&self) -> bool {
        matches!(self.flights.origin, Origin::Generated { .. })
    }

    /// The flight in words.
    pub(crate) fn flight_words(&self) -> String {
        let FlightChoice { leg, from_city, to_city, .. } = &self.flight;
        format!("{} from {from_city} to {to_city} on {}", leg.flight, leg.day)
    }

    /// How late it left, in minutes.
    pub(crate) fn delay_min(&self) -> i64 {
        self.flight.delay_min
    }

    pub(super) fn seed() -> u64 {
        SEED
    }
}
