//! The running business: replays a real day at a chosen speed and writes to its passengers through the Cloud API.
//!
//! A notice is written into the airline's own database before it is sent, with an idempotency key of its own, and marked
//! after it was accepted. A crash in between repeats the call with the same key: nothing is lost and nothing doubled.

mod airline;
mod case;
mod clock;
mod config;
mod courier;
mod desk;
mod enrol;
mod inbound;
mod inbox;
mod memory;
mod outbox;
mod pick;
mod status;
mod views;
mod webhook;

pub use airline::{Airline, run};
pub use config::{FlightsConfig, Passenger};
pub use desk::{Desk, DeskConfig, NowS};
pub use pick::{FlightChoice, load_day, pick_demo_flight};
pub use status::{LastDecision, Status, StatusHandle};
