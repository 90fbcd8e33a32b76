//! Runs the model over real days and measures what passengers would have been told.

mod connections;
mod emit;
mod feed;
mod goals;
mod measure;
mod report;
mod run;
mod timeline;

pub use connections::ConnectionReport;
pub use emit::{Emission, emissions};
pub use feed::{write_decisions, write_feed};
pub use goals::Goal;
pub use measure::Measure;
pub use report::{ReplayReport, render_text};
pub use run::{Aware, NoticeLog, ReplayArgs, Tuning, replay, replay_flights};
pub use timeline::{Step, Timeline};
