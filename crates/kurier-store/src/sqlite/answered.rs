//! What calls with an idempotency key were answered that made something else than a message.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::log::answered::{AnsweredLine, KEPT_S, bad_digest};
use crate::log::export::{Lines, hex};
use crate::port::{AnswerStore, Result};
use crate::record::{AnsweredCall, IdempotencyKey};
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

pub(super) const ANSWERED: &str =
    "SELECT digest, answer FROM answered_call WHERE business = ?1 AND key = ?2";
pub(super) const REMEMBER: &str = "INSERT INTO answered_call (business, key, digest, answer, at) \
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
pub(super) const FORGET: &str = "DELETE FROM answered_call WHERE (business, key) IN \
     (SELECT business, key FROM answered_call WHERE at < ?1 ORDER BY at LIMIT 256)";
pub(super) const ALL: &str =
    "SELECT business, key, digest, answer, at FROM answered_call ORDER BY business, key";

fn answered(conn: &Connection, business: BusinessId, key: &str) -> Work<Option<AnsweredCall>> {
    let mut statement = conn.prepare_cached(ANSWERED)?;
    let read = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?));
    let found: Option<(Vec<u8>, String)> =
        statement.query_row((business.0, key), read).optional()?;
    let found = found.map(|(digest, answer)| {
        let digest = digest.try_into().map_err(|_| bad_digest(key))?;
        Ok(AnsweredCall { digest, answer })
    });
    found.transpose()
}

fn remember(
    tx: &Tx<'_>,
    business: BusinessId,
    key: &IdempotencyKey,
    answer: &str,
    now: Timestamp,
) -> Work<AnsweredCall> {
    tx.conn.prepare_cached(FORGET)?.execute([now.plus_s(-KEPT_S).0])?;
    let given = (business.0, &key.key, &key.digest[..], answer, now.0);
    tx.conn.prepare_cached(REMEMBER)?.execute(given)?;
    Ok(answered(tx.conn, business, &key.key)?.ok_or_else(|| bad_digest(&key.key))?)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let digest: Vec<u8> = row.get(2)?;
        let line = AnsweredLine {
            business: BusinessId(row.get(0)?),
            key: row.get(1)?,
            digest: hex(&digest),
            answer: row.get(3)?,
            at: Timestamp(row.get(4)?),
        };
        lines.line("answered_call", &line)?;
    }
    Ok(())
}

#[async_trait]
impl AnswerStore for SqliteStore {
    async fn answered_call(
        &self,
        business: BusinessId,
        key: String,
    ) -> Result<Option<AnsweredCall>> {
        self.readers.run(move |conn| answered(conn, business, &key)).await
    }
    async fn remember_call(
        &self,
        business: BusinessId,
        key: IdempotencyKey,
        answer: String,
        now: Timestamp,
    ) -> Result<AnsweredCall> {
        self.writer.run(1, move |tx| remember(tx, business, &key, &answer, now)).await
    }
}
