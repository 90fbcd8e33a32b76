//! Idempotency keys: the outcome of the first call, found again by key.

use super::{Outcome, Step};
use crate::log::corrupt;
use crate::log::row::RowKind;
use crate::record::{Accepted, Admitted, IdempotencyKey};
use kurier_policy::id::BusinessId;

/// What an earlier call with this key had done.
pub(crate) fn earlier<S: Step>(
    step: &mut S,
    business: BusinessId,
    key: &IdempotencyKey,
) -> Outcome<S, Option<Admitted>> {
    let Some((digest, full)) = step.known_key(business, &key.key)? else { return Ok(None) };
    if digest != key.digest {
        return Ok(Some(Admitted::KeyReused));
    }
    let at = full.row.pos;
    let evidence =
        full.evidence()?.ok_or_else(|| corrupt("log", at, "a decided message has no evidence"))?;
    let message = full.row.message_ref();
    if full.row.kind == RowKind::Refused {
        let refusal = evidence
            .refusal
            .ok_or_else(|| corrupt("log", at, "a refused message has no reason"))?;
        return Ok(Some(Admitted::FailedLater { message, refusal, evidence, replayed: true }));
    }
    let ids = step.relation_shown((business, full.row.person))?.ids;
    Ok(Some(Admitted::Accepted(Accepted { message, ids, entry: None, replayed: true, evidence })))
}
