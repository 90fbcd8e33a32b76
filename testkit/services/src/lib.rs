//! Real services for tests: PostgreSQL, NATS, Mosquitto and a certificate authority as child processes, each in a folder and on a port of
//! its own.
//!
//! A crate apart from `testkit`, so that the tests of the store and of the bus need not wait for a whole
//! Kurier to compile, and xtask can use it. All calls block; a test that has something going on
//! meanwhile calls them on a thread of their own.
//!
//! Nothing outlives a test: a service ends when its value is dropped, and a guard process ends it when
//! the test process is gone without having dropped anything.

#[cfg(feature = "cloud")]
pub mod fake_cloud;
mod folder;
mod missing;
mod mosquitto;
mod nats;
#[cfg(feature = "tls")]
mod pebble;
mod port;
mod postgres;
mod service;
#[cfg(feature = "tls")]
mod tls;

pub use missing::{Missing, or_not_run};
pub use mosquitto::{Mosquitto, MosquittoOptions};
pub use nats::Nats;
#[cfg(feature = "tls")]
pub use pebble::Pebble;
pub use postgres::{Database, Postgres, PostgresOptions, Server};
#[cfg(feature = "tls")]
pub use tls::Identity;
