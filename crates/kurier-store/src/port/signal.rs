//! What people make of templates: what they got and read of them, and what they blocked and reported.

use super::Result;
use crate::record::{Complaint, OptOuts, Signals, WantedAnswer, WantedCounts};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, PersonId, TemplateId};
use kurier_policy::time::Timestamp;

/// Signals of people about templates, counted behind the way of a message: they follow from the event log, but
/// for complaints, which no business ever sees.
#[async_trait]
pub trait SignalStore {
    /// Counts the next events of a business, at most `limit`, and says whether more wait. Of two that count the
    /// same events at once, one does nothing.
    async fn count_signals(&self, business: BusinessId, limit: u32) -> Result<bool>;
    /// What was counted of these templates in the hours of UTC that began at `since` or later; those without any
    /// are left out. At most 1,000 templates.
    async fn signals(
        &self,
        business: BusinessId,
        templates: Vec<TemplateId>,
        since: Timestamp,
    ) -> Result<Vec<Signals>>;
    /// How many people allow a business something now, and how many took back all of it at `since` or later.
    async fn opt_outs(&self, business: BusinessId, since: Timestamp) -> Result<OptOuts>;
    /// Keeps a complaint. Of one person about one template there is one: a later one takes its time, and what was
    /// once reported stays so, with the first reason and what the first report adds to the price.
    async fn complain(&self, complaint: Complaint) -> Result<()>;
    /// Those about templates of a business since `since`, the newest first, at most `limit`.
    async fn complaints(
        &self,
        business: BusinessId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Complaint>>;
    /// Keeps what a person answered about marketing of a business, in place of what she answered before.
    async fn answer_wanted(&self, answer: WantedAnswer) -> Result<()>;
    /// What a person answered last about a business.
    async fn wanted_of(
        &self,
        business: BusinessId,
        person: PersonId,
    ) -> Result<Option<WantedAnswer>>;
    /// How many persons answered what about a business since `since`.
    async fn wanted_counts(&self, business: BusinessId, since: Timestamp) -> Result<WantedCounts>;
    /// Forgets what was counted of hours, complained, and answered, and who got a template in an assessment, before `before`; at most `limit` of each.
    async fn forget_signals(&self, before: Timestamp, limit: u32) -> Result<u64>;
}
