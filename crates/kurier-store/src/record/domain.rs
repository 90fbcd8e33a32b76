//! Domains of businesses.

use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A domain that a business names as its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Whose it is said to be.
    pub business: BusinessId,
    /// Registrable domain, as browsers write it: lower case, `xn--` for other letters.
    pub domain: String,
    /// What its TXT record must hold.
    pub code: String,
    /// When it was named.
    pub created_at: Timestamp,
    /// When its record was found; `None` = not yet.
    pub verified_at: Option<Timestamp>,
}
