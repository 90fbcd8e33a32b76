//! Why a use-case did not do its work.

use crate::meter;
use kurier_policy::pilot::{Feature, Why};
use kurier_store::port::StoreError;

/// An error of the engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// A queue is full; try again later.
    #[error("too much is waiting; try again later")]
    Overloaded,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was asked is not valid; the code is stable, the sentence says what to do.
    #[error("{code}: {message}")]
    Invalid {
        /// Stable code, as in the people API's error table.
        code: &'static str,
        /// Plain sentence.
        message: String,
    },
    /// The pilot of this installation did not give the business this.
    #[error("{}: {}", .feature.key(), .why.says())]
    NotEntitled {
        /// What is missing.
        feature: Feature,
        /// Why.
        why: Why,
    },
}

impl EngineError {
    /// An invalid request.
    pub(crate) fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { code, message: message.into() }
    }

    /// Counts it, if the store failed.
    pub(crate) fn count(&self) {
        if let Self::Store(error) = self {
            meter::store_failed(error);
        }
    }

    /// Whether something named does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Store(StoreError::NotFound(_)))
    }
}
