//! The airline: a ready-made business that tells passengers about real delays.
//!
//! Flight operations messages (AHM 780 movement messages) come in as text, are parsed, and drive a small explainable model of
//! every flight. Rules with a memory of what each passenger was last told decide whether she hears of a change. Notices leave
//! as utility templates through the Cloud API and through nothing else.
//!
//! - [`source`]: real departures from the data folder, or a seeded generator of a plausible day.
//! - [`feed`]: what sources bring, in all forms that are read.
//! - [`mvt`]: writer and reader of the messages, and what their delay codes mean in plain words.
//! - [`model`]: legs, rotations, forecast, told-memory and rules. Pure: time is a parameter.
//! - [`mod@replay`]: runs the model over real days and measures it.
//! - [`rights`]: what passengers have a right to, as data with dates.
//! - [`talk`]: what a passenger reads.
//! - [`live`]: the running business.

pub mod error;
pub mod feed;
pub mod live;
pub mod model;
pub mod mvt;
pub mod replay;
pub mod rights;
pub mod source;
pub mod talk;

pub use error::FlightsError;
pub use replay::{ReplayArgs, ReplayReport, render_text, replay};
