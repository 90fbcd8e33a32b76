//! Storage of Kurier: one port with the verbs of the domain, and its backends.
//!
//! The port knows no transaction handle and no driver. A verb is one atomic step: it happened
//! wholly, or (`StoreError`) its outcome is unknown or it did not happen, as the error says.

mod log;
#[deny(missing_docs)]
pub mod port;
pub mod postgres;
#[deny(missing_docs)]
pub mod record;
pub mod sqlite;
mod step;
#[cfg(feature = "suite")]
#[expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "the suite is test code; its names are its sentences"
)]
pub mod suite;

pub use postgres::{PostgresOptions, PostgresStore};
pub use sqlite::{SqliteOptions, SqliteStore};
