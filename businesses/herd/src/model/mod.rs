//! What is unusual, and what it likely means. Pure: no clock, no randomness, no I/O.
//!
//! ```text
//! readings → hours → against her own day and her group → against her own ten days → alarms → likely cause
//! ```

mod alarm;
mod bias;
mod bucket;
mod cause;
mod cow;
mod decide;
mod evidence;
mod facts;
mod finding;
mod group;
mod half;
mod herd;
mod hour;
mod memory;
mod normal;
mod ring;
mod series;
mod settings;
mod silence;
mod slow;
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

/// How many measures there are.
const METRICS: usize = crate::reading::Metric::ALL.len();
/// How many kinds of findings there are.
const KINDS: usize = Kind::ALL.len();
/// Hours over which means are taken: what comes quickly, and what comes slowly.
const WINDOWS: [usize; 2] = [12, 24];
