//! What calls with an idempotency key were answered that made something else than a message.

use super::PostgresStore;
use super::fault::Work;
use super::session::{Session, on};
use crate::log::answered::{AnsweredLine, KEPT_S, bad_digest};
use crate::log::export::{Lines, hex, unhex};
use crate::port::{AnswerStore, Result};
use crate::record::{AnsweredCall, IdempotencyKey};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use std::pin::pin;

pub(super) const ANSWERED: &str =
    "SELECT digest, answer FROM answered_call WHERE business = $1 AND key = $2";
pub(super) const REMEMBER: &str = "INSERT INTO answered_call (business, key, digest, answer, at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
pub(super) const FORGET: &str = "DELETE FROM answered_call WHERE (business, key) IN \
     (SELECT business, key FROM answered_call WHERE at < $1 ORDER BY at LIMIT 256)";
pub(super) const ALL: &str = "SELECT business, key, digest, answer, at FROM answered_call \
     ORDER BY business, key COLLATE \"C\"";

async fn answered(
    session: &Session,
    business: BusinessId,
    key: &str,
) -> Work<Option<AnsweredCall>> {
    let Some(row) = session.one(ANSWERED, &[&business.0, &key]).await? else { return Ok(None) };
    let digest: Vec<u8> = row.try_get(0)?;
    let digest = digest.try_into().map_err(|_| bad_digest(key))?;
    Ok(Some(AnsweredCall { digest, answer: row.try_get(1)? }))
}

async fn insert(session: &Session, line: &AnsweredLine) -> Work<()> {
    let digest = unhex(&line.digest).ok_or_else(|| bad_digest(&line.key))?;
    let at = line.at.0;
    session
        .run(REMEMBER, &[&line.business.0, &line.key, &digest, &line.answer, &at])
        .await
        .map(drop)
}

async fn remember(
    session: &Session,
    business: BusinessId,
    key: IdempotencyKey,
    answer: String,
    now: Timestamp,
) -> Work<AnsweredCall> {
    session.run(FORGET, &[&now.plus_s(-KEPT_S).0]).await?;
    let line = AnsweredLine { business, key: key.key, digest: hex(&key.digest), answer, at: now };
    insert(session, &line).await?;
    Ok(answered(session, business, &line.key).await?.ok_or_else(|| bad_digest(&line.key))?)
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        let line = AnsweredLine {
            business: BusinessId(row.try_get(0)?),
            key: row.try_get(1)?,
            digest: hex(row.try_get(2)?),
            answer: row.try_get(3)?,
            at: Timestamp(row.try_get(4)?),
        };
        lines.line("answered_call", &line)?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &AnsweredLine) -> Work<()> {
    insert(session, line).await
}

#[async_trait]
impl AnswerStore for PostgresStore {
    async fn answered_call(
        &self,
        business: BusinessId,
        key: String,
    ) -> Result<Option<AnsweredCall>> {
        on!(self, session => answered(session, business, &key))
    }
    async fn remember_call(
        &self,
        business: BusinessId,
        key: IdempotencyKey,
        answer: String,
        now: Timestamp,
    ) -> Result<AnsweredCall> {
        on!(self, session => remember(session, business, key, answer, now))
    }
}
