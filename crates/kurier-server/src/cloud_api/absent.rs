//! What the Cloud API has and this server has not: calls and groups. Said with the codes that mean just that.

use kurier_wire::error::{self, GraphError, WireError};

/// `/{sender}/calls` and `/{sender}/call_permissions`.
pub(super) fn calls() -> WireError {
    GraphError::of(&error::CALLING_DISABLED).boxed()
}

/// `/{sender}/groups`.
pub(super) fn groups() -> WireError {
    GraphError::of(&error::GROUPS_NOT_ELIGIBLE).boxed()
}

/// What only groups have. There are none, so every id is that of an unknown one.
pub(super) fn of_groups(edge: Option<&str>) -> Option<WireError> {
    let is_of_groups = matches!(edge, Some("invite_link" | "join_requests" | "participants"));
    is_of_groups.then(|| GraphError::of(&error::GROUP_UNKNOWN).boxed())
}
