//! What calls with an idempotency key were answered that made something else than a message.

use super::Result;
use crate::record::{AnsweredCall, IdempotencyKey};
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;

/// Answers of calls that were made with an idempotency key.
#[async_trait]
pub trait AnswerStore {
    /// What a call with this key was answered.
    async fn answered_call(
        &self,
        business: BusinessId,
        key: String,
    ) -> Result<Option<AnsweredCall>>;
    /// Keeps an answer for eight days at least, unless there is one under this key; gives the one that is there.
    async fn remember_call(
        &self,
        business: BusinessId,
        key: IdempotencyKey,
        answer: String,
        now: Timestamp,
    ) -> Result<AnsweredCall>;
}
