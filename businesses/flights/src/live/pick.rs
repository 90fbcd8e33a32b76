use jiff::civil::Date;

use crate::FlightsError;
use crate::model::{Claim, LegKey, Minute};
use crate::replay::{NoticeLog, Tuning, replay_flights};
use crate::source::{Flight, Flights, find_file, generate, read_flights};

/// A real flight that shows what the airline does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlightChoice {
    /// The flight.
    pub leg: LegKey,
    /// Scheduled departure.
    pub std: Minute,
    /// How late it really left, minutes.
    pub delay_min: i64,
    /// When its passengers are told first, before the scheduled departure.
    pub first_notice: Minute,
    /// A good time to begin a demonstration: a little before that.
    pub begin: Minute,
    /// How many notices it brings.
    pub notices: usize,
    /// City of departure.
    pub from_city: String,
    /// City of arrival.
    pub to_city: String,
}

const LATE_MIN: i64 = 45;
const BEFORE_FIRST_MIN: i64 = 3;
/// A demonstration is best with a delay and a number of notices that a person can follow.
const BEST_DELAY_MIN: i64 = 90;
const BEST_NOTICES: i64 = 3;

/// The flights of a day and its eve. When the folder holds none, a day is invented: `origin` says so, and so does the log.
pub fn load_day(
    file: &std::path::Path,
    data: &std::path::Path,
    day: Date,
    seed: u64,
) -> Result<Flights, FlightsError> {
    match find_file(file, data) {
        Ok(path) => read_flights(&path, data, Some(day)),
        Err(FlightsError::DataAbsent(path)) => {
            tracing::warn!(path = %path.display(), "no real flights: the day is INVENTED by a seeded generator");
            Ok(generate(day, seed))
        }
        Err(fault) => Err(fault),
    }
}

/// A flight of `day` that left at least 45 minutes late, whose passengers are told before its scheduled departure and more
/// than once. The same one each time. `None` when there is none.
pub fn pick_demo_flight(flights: &Flights, day: Date, seed: u64) -> Option<FlightChoice> {
    let logs = replay_flights(&flights.flights, &Tuning::default(), seed, &mut |_, _, _| {});
    let fitting = flights.flights.iter().zip(&logs).filter(|(flight, log)| fits(flight, log, day));
    let (flight, log) =
        fitting.min_by_key(|(flight, log)| (awkwardness(flight, log), flight.plan.key))?;
    let first_notice = log.first()?.at;
    Some(FlightChoice {
        leg: flight.plan.key,
        std: flight.plan.std,
        delay_min: flight.delay_min()?,
        first_notice,
        begin: first_notice.plus_min(-BEFORE_FIRST_MIN),
        notices: log.len(),
        from_city: flights.airports.city(flight.plan.key.from),
        to_city: flights.airports.city(flight.plan.to),
    })
}

fn fits(flight: &Flight, log: &[NoticeLog], day: Date) -> bool {
    let late = flight.delay_min().is_some_and(|delay_min| delay_min >= LATE_MIN);
    let before = log.first().is_some_and(|first| first.at < flight.plan.std);
    flight.plan.key.day == day && late && before
}

fn awkwardness(flight: &Flight, log: &[NoticeLog]) -> i64 {
    let notices = i64::try_from(log.len()).unwrap_or(i64::MAX);
    let delay_min = flight.delay_min().unwrap_or(0);
    let turned = log.iter().any(|notice| matches!(notice.claim, Claim::Earlier(_)));
    (notices - BEST_NOTICES).abs() * 60
        + (delay_min - BEST_DELAY_MIN).abs()
        + i64::from(turned) * 30
}
