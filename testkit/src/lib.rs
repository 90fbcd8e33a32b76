//! What tests are made of: a whole Kurier in this process or as the real program, people with
//! devices, a webhook receiver, a load generator, launchers of real services, a proxy that breaks
//! connections, and the scenarios that several kinds of tests share.
//!
//! Only tests, benchmarks and xtask may depend on this crate.

mod app;
mod call;
mod cgroup;
pub mod chaos;
pub mod crash;
pub mod disk;
mod endpoint;
mod latch;
mod load;
mod person;
pub mod power;
mod process;
mod random;
mod receiver;
pub mod scene;
mod senders;
pub mod sim;
pub mod stage;

pub use app::{OPERATOR_TOKEN, SECOND_OPERATOR_TOKEN, TestApp};
pub use call::{Answer, Caller};
pub use cgroup::MemoryGroup;
pub use endpoint::{FakeEndpoint, PUBLIC_KEY};
/// What tests call servers with.
pub use kurier_egress as egress;
pub use latch::within;
pub use load::{Load, Recipient, Taken};
pub use person::{FakePerson, Shown};
pub use process::{KurierProcess, ProcessOptions};
pub use random::{Random, SeededEntropy};
pub use receiver::{Delivered, FakeReceiver};
pub use senders::{Seen, Senders, text_of};
pub use testkit_services as services;
