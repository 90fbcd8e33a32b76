//! The verbs for fingerprints of templates, which are kept with each template that is made or changed.

use super::Result;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::fingerprint::Neighbour;

/// Looks across businesses. Nothing of what it answers may be told to any of them.
#[async_trait]
pub trait FingerprintStore: Send + Sync + 'static {
    /// Templates of others than `but` whose fingerprints may be near `text`, those of closed and of young businesses
    /// first, at most `limit`. All that differ in no more than
    /// [`NEAR_BITS_MAX`](kurier_policy::rules::fingerprint::NEAR_BITS_MAX) bits are among them.
    async fn neighbours(&self, text: u64, but: BusinessId, limit: u32) -> Result<Vec<Neighbour>>;
    /// Whether any of these domains was proven by a business that is closed now.
    async fn is_domain_of_closed(&self, domains: Vec<String>) -> Result<bool>;
}
