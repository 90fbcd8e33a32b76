//! Invitations of people who agreed elsewhere.

use super::{ApiError, CloudApi};
use serde::Deserialize;
use serde_json::json;

/// What came of a list of people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InvitedPeople {
    /// The number of the import.
    pub number: u64,
    /// Lines that were taken.
    pub lines: u64,
    /// Lines that are no address.
    pub malformed: u64,
}

impl CloudApi {
    /// Has people of a list asked, each by one silent card, whether the business may write marketing. `evidence` says where and
    /// when they agreed; `people` are 1 to 1,000 phone numbers or ids.
    pub async fn invite_people(
        &self,
        topic: Option<&str>,
        evidence: &str,
        people: &[String],
        idempotency_key: &str,
    ) -> Result<InvitedPeople, ApiError> {
        let mut body = json!({ "purpose": "marketing", "evidence": evidence, "people": people });
        if let Some(topic) = topic {
            body["topic"] = json!(topic);
        }
        self.post_own("kurier/v1/invitations", &body, Some(idempotency_key)).await
    }
}
