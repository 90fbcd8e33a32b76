//! The collar maker: a ready-made business that tells the farmer when a cow behaves unusually.
//!
//! Collars report what a cow did in each hour. A pure model compares her with her own normal and with her herd, and says what is
//! unusual and what it likely means. Notices leave as utility templates through the Cloud API and through nothing else.
//!
//! - [`behaviour`]: what a cow does, from ten samples a second.
//! - [`evaluate`]: measures the model on recorded herds, beside what was published.
//! - [`data`]: readers of recorded herds, for evaluations and tests.
//! - [`model`]: what is unusual, and what it likely means. Pure: time is a parameter.
//! - [`reading`]: what every source gives and the model takes.
//! - [`shown`]: a herd to show.
//! - [`source`]: collars, network servers, tables and herd programs.
//! - [`talk`]: what the farmer reads.
//! - [`live`]: the running business, with its own small database and page.

pub mod behaviour;
pub mod data;
mod error;
pub mod evaluate;
pub mod live;
mod memory;
pub mod model;
mod page;
pub mod reading;
pub mod shown;
pub mod source;
pub mod talk;

pub use error::HerdError;
pub use memory::{BrokenRow, Cow, LetterRow, Receipt, SourceRow, Totals};
pub use reading::{Metric, Reading};
