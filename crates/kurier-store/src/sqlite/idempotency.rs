//! Idempotency keys: the outcome of the first call, found again by key.

use super::fault::Work;
use super::heads::RowKind;
use super::tx::Tx;
use crate::record::{Accepted, Admitted, IdempotencyKey};
use kurier_policy::id::BusinessId;
use kurier_policy::time::{DAY_S, Timestamp};
use rusqlite::OptionalExtension;

pub(super) const KEY: &str = "SELECT digest, pos FROM idempotency WHERE business = ?1 AND key = ?2";
pub(super) const INSERT_KEY: &str =
    "INSERT INTO idempotency (business, key, digest, pos, at) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const FORGET_KEYS: &str = "DELETE FROM idempotency WHERE (business, key) IN \
     (SELECT business, key FROM idempotency WHERE at < ?1 ORDER BY at LIMIT 256)";

/// How long a key is kept at least: longer than any retry.
const KEPT_S: i64 = 8 * DAY_S;
/// Old keys are dropped whenever the log has grown by this many rows.
const FORGET_EVERY: i64 = 128;

/// What an earlier call with this key had done.
pub(super) fn earlier(
    tx: &mut Tx<'_>,
    business: BusinessId,
    key: &IdempotencyKey,
) -> Work<Option<Admitted>> {
    let found: Option<([u8; 32], i64)> = tx
        .conn
        .prepare_cached(KEY)?
        .query_row((business.0, &key.key), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((digest, pos)) = found else { return Ok(None) };
    if digest != key.digest {
        return Ok(Some(Admitted::KeyReused));
    }
    let full = tx.full_row(pos)?;
    let evidence = full
        .evidence()?
        .ok_or_else(|| super::fault::corrupt("log", pos, "a decided message has no evidence"))?;
    let message = full.row.message_ref();
    if full.row.kind == RowKind::Refused {
        let refusal = evidence
            .refusal
            .ok_or_else(|| super::fault::corrupt("log", pos, "a refused message has no reason"))?;
        return Ok(Some(Admitted::FailedLater { message, refusal, evidence, replayed: true }));
    }
    let ids = tx.relation_shown((business, full.row.person))?.ids;
    Ok(Some(Admitted::Accepted(Accepted { message, ids, entry: None, replayed: true, evidence })))
}

pub(super) fn remember(
    tx: &mut Tx<'_>,
    business: BusinessId,
    key: &IdempotencyKey,
    pos: i64,
    now: Timestamp,
) -> Work<()> {
    tx.conn.prepare_cached(INSERT_KEY)?.execute((
        business.0,
        &key.key,
        &key.digest[..],
        pos,
        now.0,
    ))?;
    if pos % FORGET_EVERY == 0 {
        tx.conn.prepare_cached(FORGET_KEYS)?.execute([now.plus_s(-KEPT_S).0])?;
    }
    Ok(())
}
