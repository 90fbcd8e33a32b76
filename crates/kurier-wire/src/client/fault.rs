//! Why a call did not succeed.

use crate::error::WireError;
use kurier_egress::EgressError;

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The server refused it, with its reason.
    #[error("{0}")]
    Refused(WireError),
    /// No answer came. Unless the guard refused the address, the call may have been carried out.
    #[error("no answer: {0}")]
    NoAnswer(#[from] EgressError),
    /// The server answered with success and with something that is not the documented body.
    #[error("the answer is not the documented one: {0}")]
    BadAnswer(String),
    /// The call holds something that cannot be sent in a header or address.
    #[error("{0} holds characters that cannot be sent")]
    BadInput(&'static str),
}

impl ApiError {
    /// The server's reason, if it gave one.
    pub fn reason(&self) -> Option<&crate::GraphError> {
        match self {
            Self::Refused(reason) => Some(reason),
            _ => None,
        }
    }

    /// Whether the same call, with the same idempotency key, may succeed later.
    pub fn may_succeed_later(&self) -> bool {
        match self {
            Self::Refused(reason) => reason.is_transient,
            Self::NoAnswer(fault) => {
                !matches!(fault, EgressError::Refused(_) | EgressError::Setup(_))
            }
            Self::BadAnswer(_) => true,
            Self::BadInput(_) => false,
        }
    }
}
