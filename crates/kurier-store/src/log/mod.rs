//! What every backend writes down, and the state that follows from it: log rows, heads, events,
//! money. Backends differ in where these lie, not in what they mean.

pub(crate) mod answered;
pub(crate) mod audit;
pub(crate) mod billing;
pub(crate) mod budget;
pub(crate) mod campaign;
pub(crate) mod code;
pub(crate) mod desk;
pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod held;
pub(crate) mod invitation;
pub(crate) mod money;
pub(crate) mod network;
pub(crate) mod pacing;
pub(crate) mod payback;
pub(crate) mod pilot;
pub(crate) mod relation;
pub(crate) mod row;
pub(crate) mod schedule;
pub(crate) mod state;
pub(crate) mod tally;
pub(crate) mod template;
pub(crate) mod wanted;

use crate::port::StoreError;

/// Stored data that cannot be read.
pub(crate) fn corrupt(
    table: &'static str,
    row: impl std::fmt::Display,
    what: impl std::fmt::Display,
) -> StoreError {
    StoreError::Corrupt { table, row: row.to_string(), what: what.to_string() }
}
