//! Idempotency of calls that make something else than a message: the first answer is kept under its key.

use super::reply::{Reply, of_store};
use crate::state::App;
use kurier_policy::id::BusinessId;
use kurier_store::record::{AnsweredCall, IdempotencyKey};
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::Value;

/// What an earlier call with this key was answered; an error if that one asked for something else.
pub(super) async fn earlier(
    app: &App,
    business: BusinessId,
    key: &IdempotencyKey,
) -> Result<Option<Reply>, WireError> {
    let found = app.engine.store().answered_call(business, key.key.clone()).await;
    found.map_err(of_store)?.map(|found| again(&found, key)).transpose()
}

/// Keeps the answer of a call that was carried out. If another with the same key was faster, its answer holds: then
/// the second part is true.
pub(super) async fn keep(
    app: &App,
    business: BusinessId,
    key: IdempotencyKey,
    answer: &Value,
) -> Result<(Reply, bool), WireError> {
    let (now, text) = (app.engine.clock().now(), answer.to_string());
    let kept = app.engine.store().remember_call(business, key.clone(), text.clone(), now).await;
    let kept = kept.map_err(of_store)?;
    if kept.answer == text && kept.digest == key.digest {
        return Ok((Reply::of(answer, false), false));
    }
    Ok((again(&kept, &key)?, true))
}

fn again(found: &AnsweredCall, key: &IdempotencyKey) -> Result<Reply, WireError> {
    if found.digest != key.digest {
        return Err(GraphError::of(&error::IDEMPOTENCY_KEY_REUSED).boxed());
    }
    let answer: Value = serde_json::from_str(&found.answer)
        .map_err(|_| GraphError::of(&error::INTERNAL).boxed())?;
    Ok(Reply::of(&answer, true))
}
