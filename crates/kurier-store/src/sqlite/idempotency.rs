//! Idempotency keys: where the message of the first call lies, found again by key.

use super::fault::Work;
use super::tx::Tx;
use crate::log::row::FullRow;
use crate::record::IdempotencyKey;
use kurier_policy::id::BusinessId;
use kurier_policy::time::{DAY_S, Timestamp};
use rusqlite::OptionalExtension;

pub(super) const KEY: &str = "SELECT digest, pos FROM idempotency WHERE business = ?1 AND key = ?2";
pub(super) const INSERT_KEY: &str =
    "INSERT INTO idempotency (business, key, digest, pos, at) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const FORGET_KEY: &str = "DELETE FROM idempotency WHERE business = ?1 AND key = ?2";
/// But for those of scheduled messages, which begin with U+0001 and go when these are settled.
pub(super) const FORGET_KEYS: &str = "DELETE FROM idempotency WHERE (business, key) IN \
     (SELECT business, key FROM idempotency WHERE at < ?1 AND unicode(key) <> 1 ORDER BY at LIMIT 256)";

/// How long a key is kept at least: longer than any retry.
const KEPT_S: i64 = 8 * DAY_S;
/// Old keys are dropped whenever the log has grown by this many rows.
const FORGET_EVERY: i64 = 128;

pub(super) fn known(
    tx: &Tx<'_>,
    business: BusinessId,
    key: &str,
) -> Work<Option<([u8; 32], FullRow)>> {
    let mut statement = tx.conn.prepare_cached(KEY)?;
    let found: Option<([u8; 32], i64)> =
        statement.query_row((business.0, key), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(digest, pos)| Ok((digest, tx.full_row(pos)?))).transpose()
}

pub(super) fn put(
    tx: &Tx<'_>,
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

/// Forgets one key before its time.
pub(super) fn forget(tx: &Tx<'_>, business: BusinessId, key: &str) -> Work<()> {
    tx.conn.prepare_cached(FORGET_KEY)?.execute((business.0, key))?;
    Ok(())
}
