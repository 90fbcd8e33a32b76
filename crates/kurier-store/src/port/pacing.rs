//! Assessments of new marketing templates, and the messages that wait for them.

use super::Result;
use crate::record::{Assessment, FirstOf};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, TemplateId};
use kurier_policy::time::Timestamp;

/// Assessments. Who gets a template while it is assessed is written down by the decision itself, under the lock that it
/// holds: so a stage is exact on any number of nodes.
#[async_trait]
pub trait PacingStore {
    /// What those made of a template who got it in this assessment.
    async fn assessment(
        &self,
        business: BusinessId,
        template: TemplateId,
        round: u32,
    ) -> Result<Assessment>;
    /// How many messages of a business wait for the assessment of which template, by template.
    async fn waiting_for_assessment(&self, business: BusinessId) -> Result<Vec<(TemplateId, u64)>>;
    /// Makes the oldest messages that wait for this assessment due at `now`, at most `limit`; answers how many.
    async fn wake_assessed(
        &self,
        business: BusinessId,
        template: TemplateId,
        limit: u32,
        now: Timestamp,
    ) -> Result<u64>;
    /// What the message at this place of a person's inbox was one of.
    async fn first_of(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
    ) -> Result<FirstOf>;
}
