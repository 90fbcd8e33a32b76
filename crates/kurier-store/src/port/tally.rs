//! Numbers about messages, counted behind the way of a message.

use super::Result;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::tally::{Count, CountsAsk};

/// The numbers of businesses. They follow from the event log alone: each event is counted once, in the order of the log,
/// by whoever asks next; nothing is counted while a message is decided.
#[async_trait]
pub trait TallyStore {
    /// Counts further events of this business, at most `limit` (≤ 2,000), and says whether more wait. Of two that count
    /// the same events at once, one does nothing.
    async fn tally(&self, business: BusinessId, limit: u32) -> Result<bool>;
    /// Numbers of what was counted so far, by time, at most `limit`; stretches without any are left out.
    async fn counts(&self, ask: CountsAsk, limit: u32) -> Result<Vec<Count>>;
}
