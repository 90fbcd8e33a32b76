//! The running business: takes in what sources bring, asks the model, writes to the farmer and hears his answers.
//!
//! ```text
//! sources → readings on disk → model → alerts and letters on disk → Cloud API
//!                                ↑                                     ↓
//!                                └───────── taps on disk ←──────── webhook
//! ```

mod clock;
mod config;
mod courier;
mod enrol;
mod farm;
mod intake;
mod keeper;
mod recurring;
mod setting;
mod status;
mod taps;
mod tell;
mod webhook;

pub use clock::Clock;
pub use config::{HerdConfig, Person, Secrets, TellRules};
pub use farm::{Farm, run};
pub use intake::Intake;
pub use status::StatusHandle;
