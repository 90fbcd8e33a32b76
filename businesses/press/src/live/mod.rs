//! The running newsroom: asks sources, makes editions when they are due, and talks with readers through the Cloud API.
//!
//! Everything is written into the newsroom's own database before it is sent, with an idempotency key of its own, and marked after
//! it was accepted. A crash in between repeats the call with the same key: nothing is lost and nothing doubled.

mod archive;
mod bell;
mod config;
mod courier;
mod desk;
mod enrol;
mod followers;
mod gather;
mod hear;
mod hubs;
mod listener;
mod measure;
mod memory;
mod newsroom;
mod planner;
mod readers;
mod rooms;
mod shown;
mod stand_in;
mod status;
mod stories;
mod trials;

pub(crate) use archive::Archived;
pub use config::{PressConfig, SourceConfig, World};
pub(crate) use desk::OnDesk;
pub use measure::{Measured, Place, Zone, measure};
pub use newsroom::{Newsroom, run};
pub use shown::{ShownFeed, feeds_to_show, invented};
pub use stand_in::StandIn;
pub use status::{FaultCount, LastDecision, SourceStatus, Status, StatusHandle};
pub(crate) use stories::Story as Shown;
pub use trials::{Choice, TrialDesk, TrialStatus, Wish};
