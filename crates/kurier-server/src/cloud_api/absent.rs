//! What the Cloud API has and this server has not: calls, groups, users of a business. Said with the codes that mean just
//! that.

use kurier_wire::error::{self, GraphError, WireError};

/// `/{sender}/calls` and `/{sender}/call_permissions`.
pub(super) fn calls() -> WireError {
    GraphError::of(&error::CALLING_DISABLED).boxed()
}

/// `/{sender}/groups`.
pub(super) fn groups() -> WireError {
    GraphError::of(&error::GROUPS_NOT_ELIGIBLE).boxed()
}

/// `/{business}/assigned_users`, but for the empty list of them.
pub(super) fn users(business: &str, method: &str) -> WireError {
    error::unknown_object(business, method)
        .details("A business has no users here: whoever holds one of its tokens acts for it.")
        .hint("Ask the operator for another token, or let one end.")
        .boxed()
}

/// `/{business}/activities`.
pub(super) fn activities(business: &str) -> WireError {
    error::unknown_object(business, "GET")
        .details("What people and programs did to the account is not listed here.")
        .hint("What happened to it stands in the event log: GET /kurier/v1/events, with `field` for one kind.")
        .boxed()
}

/// What only groups have. There are none, so every id is that of an unknown one.
pub(super) fn of_groups(edge: Option<&str>) -> Option<WireError> {
    let is_of_groups = matches!(edge, Some("invite_link" | "join_requests" | "participants"));
    is_of_groups.then(|| GraphError::of(&error::GROUP_UNKNOWN).boxed())
}
