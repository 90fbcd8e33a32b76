//! What is unusual, and what it likely means. Pure: no clock, no randomness, no I/O.
//!
//! ```text
//! readings → hours → against her own day and her group → against her own ten days → alarms → likely cause
//! ```

mod facts;
mod finding;
mod herd;
mod hour;
mod series;
mod settings;
mod taken;
mod week;

pub use facts::{CowId, Facts};
pub use finding::{About, Contribution, Finding, HerdView, Kind, Sureness, Verdict};
pub use herd::{ForeignState, Herd};
pub use hour::Hour;
pub use series::Series;
pub use settings::Settings;
pub use taken::Taken;
pub use week::Trend;
