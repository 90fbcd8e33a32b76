//! Storage of Kurier: one port with the verbs of the domain, and its backends.
//!
//! The port knows no transaction handle and no driver. A verb is one atomic step: it happened
//! wholly, or (`StoreError`) its outcome is unknown or it did not happen, as the error says.

pub mod port;
pub mod record;
