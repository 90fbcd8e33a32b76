//! Networks that businesses call from.

use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{NetworkKey, Trust};
use kurier_policy::time::Timestamp;

/// A token of a business called from a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkCall {
    /// Whose token.
    pub business: BusinessId,
    /// From where.
    pub network: NetworkKey,
    /// SHA-256 of the token's text.
    pub token: [u8; 32],
    /// When it did so for the first time.
    pub seen_at: Timestamp,
    /// What was decided about the network.
    pub trust: Trust,
}
