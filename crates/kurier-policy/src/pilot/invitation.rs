//! The code with which an accepted business takes its seat.

use crate::id::{ApplicationId, BusinessId, CohortId};
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Days in which it can be accepted.
pub const INVITATION_DAYS: i64 = 14;

/// An invitation to a cohort. The code itself, 128 random bits, is shown once and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// SHA-256 of the code, in hex digits.
    pub code_hash: String,
    /// Into which cohort.
    pub cohort: CohortId,
    /// The mail address for which alone it is, in lower case.
    pub email: String,
    /// Why this business, as everybody may read.
    pub why: String,
    /// The application that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By which operator.
    pub created_by: String,
    /// Who accepted it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<(BusinessId, Timestamp)>,
}

/// Why an invitation cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationFault {
    /// It was accepted before.
    #[error("this invitation was accepted already")]
    Used,
    /// It is too old.
    #[error("this invitation is older than 14 days")]
    Old,
    /// It is for somebody else. Told as if there were none.
    #[error("no invitation of this code and mail address")]
    OtherEmail,
}

impl Invitation {
    /// Until when (exclusive) it can be accepted.
    pub fn expires(&self) -> Timestamp {
        self.created_at.plus_s(INVITATION_DAYS.saturating_mul(DAY_S))
    }

    /// Whether the holder of this mail address may accept it now.
    pub fn check(&self, email: &str, now: Timestamp) -> Result<(), InvitationFault> {
        if self.email != email.trim().to_lowercase() {
            return Err(InvitationFault::OtherEmail);
        }
        if self.used.is_some() {
            return Err(InvitationFault::Used);
        }
        if now < self.expires() { Ok(()) } else { Err(InvitationFault::Old) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_accepted_once_by_its_address_within_fourteen_days() {
        let invitation = Invitation {
            code_hash: "00".into(),
            cohort: CohortId(1),
            email: "a@example.org".into(),
            why: String::new(),
            application: None,
            created_at: Timestamp(0),
            created_by: "ada".into(),
            used: None,
        };
        let last = Timestamp::from_seconds(14 * DAY_S - 1);
        assert_eq!(invitation.check(" A@Example.org", last), Ok(()));
        assert_eq!(invitation.check("b@example.org", last), Err(InvitationFault::OtherEmail));
        assert_eq!(invitation.check("a@example.org", last.plus_s(1)), Err(InvitationFault::Old));
        let used = Invitation { used: Some((BusinessId(1), last)), ..invitation };
        assert_eq!(used.check("a@example.org", last), Err(InvitationFault::Used));
    }
}
