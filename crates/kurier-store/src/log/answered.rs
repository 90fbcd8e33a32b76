//! How answers of calls are written down.

use super::corrupt;
use crate::port::StoreError;
use kurier_policy::id::BusinessId;
use kurier_policy::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// How long an answer is kept at least: as long as the key of a message.
pub(crate) const KEPT_S: i64 = 8 * DAY_S;

/// One of the export.
#[derive(Serialize, Deserialize)]
pub(crate) struct AnsweredLine {
    pub(crate) business: BusinessId,
    pub(crate) key: String,
    pub(crate) digest: String,
    pub(crate) answer: String,
    pub(crate) at: Timestamp,
}

pub(crate) fn bad_digest(key: &str) -> StoreError {
    corrupt("answered_call", key, "its digest has not 32 bytes")
}
