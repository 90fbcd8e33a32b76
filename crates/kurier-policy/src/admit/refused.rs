//! A refusal with what exactly was wrong.

use crate::limits::Violation;
use crate::pilot::Feature;
use crate::refusal::Refusal;
use crate::rules::links::LinkFault;

/// Ends a decision.
pub(super) struct Refused {
    pub(super) refusal: Refusal,
    /// A plain sentence for those refusals that leave something open.
    pub(super) detail: Option<String>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, detail: None }
    }
}

impl From<Violation> for Refused {
    fn from(violation: Violation) -> Self {
        Self { refusal: violation.refusal, detail: Some(violation.detail) }
    }
}

impl From<LinkFault> for Refused {
    fn from(fault: LinkFault) -> Self {
        Self { refusal: Refusal::LinkNotAllowed, detail: Some(format!("{fault}.")) }
    }
}

impl Refused {
    /// Told by the key of the feature of the pilot that is missing, or whose value is reached.
    pub(super) fn by(feature: Feature, refusal: Refusal, says: &str) -> Self {
        Self { refusal, detail: Some(format!("{}: {says}", feature.key())) }
    }

    /// Too fast.
    pub(super) fn until(refusal: Refusal, wait_s: i64) -> Self {
        Self { refusal, detail: Some(format!("the next message may go in {wait_s} s")) }
    }
}
