//! Who may take a username.

use crate::record::{TakenUsername, Username};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use kurier_policy::username::USERNAME_RESTS_S;

/// What is asked for.
pub(crate) struct Claim {
    pub(crate) name: String,
    /// Also from another sender of the same business.
    pub(crate) transfer: bool,
}

/// Whether this sender may have a name of which `there` is known.
pub(crate) fn decide(
    (business, sender): (BusinessId, SenderId),
    there: Option<&Username>,
    transfer: bool,
    now: Timestamp,
) -> TakenUsername {
    let Some(there) = there else { return TakenUsername::Done };
    let is_own = there.business == business;
    match there.released_at {
        Some(at) if is_own || now >= at.plus_s(USERNAME_RESTS_S) => TakenUsername::Done,
        None if is_own && (transfer || there.sender == sender) => TakenUsername::Done,
        None if is_own => TakenUsername::OfAnother,
        _ => TakenUsername::Taken,
    }
}
