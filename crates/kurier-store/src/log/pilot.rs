//! What rows of the pilot mean, and what accepting an invitation changes.

use crate::port::StoreError;
use crate::record::{Paper, PaperKind};
use kurier_policy::id::BusinessId;
use kurier_policy::pilot::{Access, Cohort, Invitation, InvitationFault, Stage};
use kurier_policy::time::Timestamp;

pub(crate) fn kind_code(kind: PaperKind) -> i64 {
    match kind {
        PaperKind::Cohort => 0,
        PaperKind::Application => 1,
        PaperKind::Invitation => 2,
        PaperKind::Survey => 3,
        PaperKind::Step => 4,
    }
}

pub(crate) const CHANGED: StoreError = StoreError::Conflict("paper");
pub(crate) const NO_INVITATION: StoreError = StoreError::NotFound("invitation");

/// The invitation of a record.
pub(crate) fn invitation(paper: Paper) -> Result<Invitation, StoreError> {
    match paper {
        Paper::Invitation(invitation) => Ok(invitation),
        _ => Err(NO_INVITATION),
    }
}

/// The cohort of a record.
pub(crate) fn cohort(paper: Paper) -> Result<Cohort, StoreError> {
    match paper {
        Paper::Cohort(cohort) => Ok(cohort),
        _ => Err(StoreError::NotFound("cohort")),
    }
}

/// Whether the holder of a mail address may accept an invitation.
pub(crate) fn may_accept(
    invitation: &Invitation,
    email: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    invitation.check(email, now).map_err(|fault| match fault {
        InvitationFault::OtherEmail => NO_INVITATION,
        InvitationFault::Used => StoreError::Conflict("invitation used"),
        InvitationFault::Old => StoreError::Conflict("invitation old"),
    })
}

/// What accepting it makes of the invitation and of the business, `taken` seats of the cohort being taken.
pub(crate) fn accepted(
    invitation: &Invitation,
    cohort: &Cohort,
    (business, access): (BusinessId, Access),
    taken: i64,
    now: Timestamp,
) -> Result<(Invitation, Access), StoreError> {
    if access.stage().is_some_and(Stage::takes_a_seat) {
        return Err(StoreError::Conflict("enrolled"));
    }
    if !cohort.has_room(u64::try_from(taken).unwrap_or(u64::MAX), now) {
        return Err(StoreError::Conflict("cohort full"));
    }
    let used = Invitation { used: Some((business, now)), ..invitation.clone() };
    Ok((used, access.enrolled(cohort, invitation.why.clone(), now)))
}

/// Whether what is to be written follows what is there.
pub(crate) fn follows(there: Option<&Access>, to: &Access) -> Result<(), StoreError> {
    let revision = there.map_or(0, |there| there.revision);
    if to.revision == revision.saturating_add(1) {
        Ok(())
    } else {
        Err(StoreError::Conflict("access"))
    }
}
