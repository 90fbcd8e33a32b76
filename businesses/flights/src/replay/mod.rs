//! Runs the model over real days and measures what passengers would have been told.

mod emit;
mod measure;
mod report;
mod run;
mod timeline;

pub use emit::{Emission, emissions};
pub use measure::Measure;
pub use report::{ReplayReport, render_text};
pub use run::{NoticeLog, ReplayArgs, Tuning, replay, replay_flights};
pub use timeline::{Step, Timeline};
