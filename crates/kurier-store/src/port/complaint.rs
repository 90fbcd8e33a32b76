//! What people dislike: blocks and reports, by the template whose message came last.

use super::Result;
use crate::record::Complaint;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;

/// Blocks and reports. No business ever sees one: they are only counted.
#[async_trait]
pub trait ComplaintStore {
    /// Keeps a complaint. Of one person about one template there is one: a later one takes its time, and what was
    /// once reported stays so.
    async fn complain(&self, complaint: Complaint) -> Result<()>;
    /// Those about templates of a business since `since`, the newest first, at most `limit`.
    async fn complaints(
        &self,
        business: BusinessId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Complaint>>;
    /// Forgets those before `before`, at most `limit`.
    async fn forget_complaints(&self, before: Timestamp, limit: u32) -> Result<u64>;
}
