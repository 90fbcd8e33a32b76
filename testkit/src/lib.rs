//! What tests are made of: a whole Kurier in this process or as the real program, people with
//! devices, a webhook receiver, a load generator, the crash scenario, and launchers of real services.
//!
//! Only tests, benchmarks and xtask may depend on this crate.

mod app;
mod call;
pub mod crash;
mod latch;
mod load;
mod person;
mod process;
mod random;
mod receiver;

pub use app::{OPERATOR_TOKEN, TestApp};
pub use call::{Answer, Caller};
pub use latch::within;
pub use load::{Load, Taken};
pub use person::{FakePerson, Shown};
pub use process::{KurierProcess, ProcessOptions};
pub use random::{Random, SeededEntropy};
pub use receiver::{Delivered, FakeReceiver};
pub use testkit_services as services;
