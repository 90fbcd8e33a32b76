//! Flights as they should go, as they go, and when to say so. No I/O, no clock, no randomness.

mod board;
mod connection;
mod decide;
mod forecast;
mod leg;
mod minute;
mod names;
mod news;
mod rotation;
mod state;
mod told;
mod turns;
mod watch;

pub use board::{Board, Heard, LegIndex};
pub use connection::{Connection, ConnectionRules, Outlook, alternatives, outlook};
pub use decide::{Decision, Question, Rule, Rules, Verdict, decide};
pub use forecast::{Cause, Forecast, ForecastSettings, forecast};
pub use leg::{LegKey, ScheduledLeg};
pub use minute::Minute;
pub use names::{Airport, Carrier, FlightNumber, Gate};
pub use news::{News, Report};
pub use rotation::Rotations;
pub use state::LegState;
pub use told::{Claim, Told};
pub use turns::Turns;
pub use watch::Watch;
