//! The demo: a sandbox, an airline whose flights are those of a real day, a newsroom with real feeds, a herd with real collars,
//! passengers, a reader and a farmer. Everything after the start of the server goes over loopback HTTP with real tokens and signed webhooks.

mod airlines;
mod dairy;
mod day;
mod newsroom;
mod passengers;
pub(crate) mod review;
mod stage;

pub(crate) use airlines::Airlines;
pub(crate) use dairy::Dairy;
pub(crate) use day::{Day, DayChoice};
pub(crate) use newsroom::Paperboy;
pub(crate) use stage::Stage;
