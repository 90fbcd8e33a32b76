//! The status of a message: a lattice that is only ever climbed.

use serde::{Deserialize, Serialize};

/// Where a message is. `Failed` ends everything but `Delivered` and `Read`, which it never follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// On disk.
    Accepted,
    /// Waits for something (quality, quiet hours).
    Held,
    /// In the person's inbox.
    Sent,
    /// On one of her devices.
    Delivered,
    /// Shown to her.
    Read,
    /// Will never be shown.
    Failed,
}
