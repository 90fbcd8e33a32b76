//! Networks that businesses call from, and the end of their tokens.

use super::Result;
use crate::record::NetworkCall;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{NetworkKey, Trust};
use kurier_policy::time::Timestamp;

/// From where businesses call. Asked once for each network and token that a node has not seen yet, never with a message
/// from a network that it knows.
#[async_trait]
pub trait NetworkStore: Send + Sync + 'static {
    /// Keeps that a token called from a network, unless that is known or the business has `max` of them. A further token
    /// of a network has what was decided about it. Answers all of the business, the oldest first.
    async fn note_network(&self, call: NetworkCall, max: u32) -> Result<Vec<NetworkCall>>;
    /// All of a business, the oldest first; bounded by the `max` of [`NetworkStore::note_network`].
    async fn networks(&self, business: BusinessId) -> Result<Vec<NetworkCall>>;
    /// Says of these networks of a business what was decided about them.
    async fn trust_networks(
        &self,
        business: BusinessId,
        networks: Vec<NetworkKey>,
        trust: Trust,
    ) -> Result<()>;
    /// Ends these tokens of a business at `now`; those of others, and those that ended before, stay as they are. Answers
    /// how many it ended. Other nodes refuse them within two seconds.
    async fn end_tokens(
        &self,
        business: BusinessId,
        tokens: Vec<[u8; 32]>,
        now: Timestamp,
    ) -> Result<u64>;
}
