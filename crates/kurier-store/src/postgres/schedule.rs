//! Messages that wait for their time.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::load::{KEYS, LOCK_BUSINESSES, SCHEDULED};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::writes::small;
use crate::log::corrupt;
use crate::log::export::{Lines, hex, unhex, without_hint};
use crate::log::schedule::{
    ScheduledLine, ScheduledRow, held_columns, message_columns, next_number, state_code,
};
use crate::port::{Result, ScheduleStore, StoreError};
use crate::record::{
    Cancelled, Held, IdempotencyKey, NewScheduled, Scheduled, ScheduledPut, ScheduledState,
    Settled, Settlement,
};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

macro_rules! columns {
    () => {
        "business, id, sender, due_at, state, input, outbound, created_at, settled_at, message_person, \
         message_seq, message_hint, key, digest, held"
    };
}

pub(super) const ONE: &str =
    concat!("SELECT ", columns!(), " FROM scheduled WHERE business = $1 AND id = $2");
pub(super) const BY_KEY: &str =
    concat!("SELECT ", columns!(), " FROM scheduled WHERE business = $1 AND key = $2");
pub(super) const WAITING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM scheduled WHERE business = $1 AND id > $2 AND state < 2 ORDER BY id LIMIT $3"
);
/// What another node is taking at this moment is left to it.
pub(super) const TAKE_DUE: &str = concat!(
    "UPDATE scheduled SET state = 1 WHERE (business, id) IN (SELECT business, id FROM scheduled \
     WHERE state < 2 AND due_at <= $1 ORDER BY due_at, business, id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING ",
    columns!()
);
pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM scheduled ORDER BY business, id");
pub(super) const COUNT: &str = "SELECT count(*) FROM scheduled WHERE business = $1 AND state < 2";
pub(super) const COUNT_HELD: &str = "SELECT count(*) FROM scheduled \
     WHERE business = $1 AND held_for = $2 AND held_for <> 0 AND state < 2";
pub(super) const COUNT_ASSESSED: &str = "SELECT count(*) FROM scheduled \
     WHERE business = $1 AND held_template = $2 AND held_template <> 0 AND state < 2";
pub(super) const LAST: &str = "SELECT coalesce(max(id), 0) FROM scheduled WHERE business = $1";
pub(super) const INSERT: &str = "INSERT INTO scheduled (business, id, sender, due_at, state, input, outbound, \
     created_at, settled_at, key, digest, message_person, message_seq, message_hint, held_for, held, held_template) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
pub(super) const CANCEL: &str = "UPDATE scheduled SET state = 4, settled_at = $3 \
     WHERE business = $1 AND id = $2 AND state = 0";
pub(super) const SETTLE: &str = "UPDATE scheduled SET state = $3, settled_at = $4, message_person = $5, \
     message_seq = $6, message_hint = $7 WHERE business = $1 AND id = $2 AND state = 1";
pub(super) const AGAIN: &str = "UPDATE scheduled SET state = 0, due_at = $3 \
     WHERE business = $1 AND id = $2 AND state = 1";
pub(super) const HOLD: &str = "UPDATE scheduled SET state = 0, due_at = $3, held_for = $4, held = $5, held_template = $6 \
     WHERE business = $1 AND id = $2 AND state = 1";
pub(super) const FORGET_KEY: &str = "DELETE FROM idempotency WHERE business = $1 AND key = $2";
pub(super) const NEXT: &str = "SELECT min(due_at) FROM scheduled WHERE state < 2";
pub(super) const FORGET: &str = "DELETE FROM scheduled WHERE (business, id) IN (SELECT business, id \
     FROM scheduled WHERE state >= 2 AND settled_at < $1 AND held_for = 0 LIMIT $2)";

fn scheduled_at(row: &Row) -> Work<Scheduled> {
    let row = ScheduledRow {
        business: row.try_get(0)?,
        id: row.try_get(1)?,
        sender: row.try_get(2)?,
        due_at: row.try_get(3)?,
        state: i64::from(row.try_get::<_, i16>(4)?),
        input: row.try_get(5)?,
        outbound: row.try_get(6)?,
        created_at: row.try_get(7)?,
        settled_at: row.try_get(8)?,
        message: (row.try_get(9)?, row.try_get(10)?, row.try_get(11)?),
        held: row.try_get(14)?,
    };
    Ok(row.scheduled()?)
}

async fn list(session: &Session, sql: &'static str, given: Given<'_>) -> Work<Vec<Scheduled>> {
    session.query(sql, given).await?.iter().map(scheduled_at).collect()
}

async fn one(session: &Session, business: BusinessId, id: i64) -> Work<Scheduled> {
    let found = list(session, ONE, &[&business.0, &id]).await?.pop();
    Ok(found.ok_or(StoreError::NotFound("scheduled"))?)
}

/// What an earlier call with this key had done.
async fn earlier(
    session: &Session,
    business: BusinessId,
    key: &IdempotencyKey,
) -> Work<Option<ScheduledPut>> {
    let used = session.query(KEYS, &[&vec![business.0], &vec![key.key.as_str()]]).await?;
    if used.iter().any(|row| row.get::<_, i64>(4) != SCHEDULED) {
        return Ok(Some(ScheduledPut::KeyReused));
    }
    let Some(row) = session.one(BY_KEY, &[&business.0, &key.key]).await? else { return Ok(None) };
    let digest: Option<&[u8]> = row.try_get(13)?;
    if digest != Some(&key.digest[..]) {
        return Ok(Some(ScheduledPut::KeyReused));
    }
    Ok(Some(ScheduledPut::Kept { scheduled: Box::new(scheduled_at(&row)?), replayed: true }))
}

async fn number(session: &Session, sql: &'static str, business: BusinessId) -> Work<i64> {
    let row = session.one(sql, &[&business.0]).await?;
    Ok(row.ok_or_else(|| corrupt("scheduled", business, "no number"))?.try_get(0)?)
}

/// How many wait for the same.
async fn held_count(session: &Session, business: BusinessId, held: &Held) -> Work<i64> {
    let (sql, waits_for) = match held.assessed() {
        Some(template) => (COUNT_ASSESSED, template.0),
        None => (COUNT_HELD, held.person.0),
    };
    let row = session.one(sql, &[&business.0, &waits_for]).await?;
    Ok(row.ok_or_else(|| corrupt("scheduled", business, "no number"))?.try_get(0)?)
}

async fn schedule(
    store: &PostgresStore,
    new: &NewScheduled,
    key: Option<&IdempotencyKey>,
    max: u32,
    now: Timestamp,
) -> Work<ScheduledPut> {
    let business = new.outbound.business;
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        // Lets one call count, number and look up its key at a time.
        session.query(LOCK_BUSINESSES, &[&vec![business.0]]).await?;
        if let Some(key) = key
            && let Some(earlier) = earlier(session, business, key).await?
        {
            session.batch(COMMIT).await?;
            return Ok(earlier);
        }
        let waiting = match &new.held {
            Some(held) => held_count(session, business, held).await?,
            None => number(session, COUNT, business).await?,
        };
        if waiting >= i64::from(max) {
            session.batch(COMMIT).await?;
            return Ok(ScheduledPut::Full);
        }
        let scheduled = Scheduled {
            business,
            id: next_number(number(session, LAST, business).await?, now),
            sender: new.outbound.sender,
            due_at: new.due_at,
            state: ScheduledState::Scheduled,
            input: new.input.clone(),
            outbound: new.outbound.clone(),
            created_at: now,
            settled_at: None,
            message: None,
            held: new.held.clone(),
        };
        let key = key.map(|key| (key.key.as_str(), &key.digest[..]));
        insert(session, &scheduled, key).await?;
        session.batch(COMMIT).await?;
        Ok(ScheduledPut::Kept { scheduled: Box::new(scheduled), replayed: false })
    })
}

async fn insert(session: &Session, is: &Scheduled, key: Option<(&str, &[u8])>) -> Work<()> {
    let (person, seq, hint) = message_columns(is.message);
    let (key, digest) = key.unzip();
    let (held_for, held_template, held) = held_columns(is.held.as_ref())?;
    let outbound = crate::log::code::to_json(&is.outbound)?;
    let (state, settled_at) = (small(state_code(is.state)), is.settled_at.map(|at| at.0));
    let given: Given<'_> = &[
        &is.business.0,
        &is.id,
        &is.sender.0,
        &is.due_at.0,
        &state,
        &is.input,
        &outbound,
        &is.created_at.0,
        &settled_at,
        &key,
        &digest,
        &person,
        &seq,
        &hint,
        &held_for,
        &held,
        &held_template,
    ];
    session.run(INSERT, given).await.map(drop)
}

async fn cancel(
    session: &Session,
    business: BusinessId,
    id: i64,
    now: Timestamp,
) -> Work<Cancelled> {
    let done = session.run(CANCEL, &[&business.0, &id, &now.0]).await?;
    let scheduled = Box::new(one(session, business, id).await?);
    Ok(if done > 0 { Cancelled::Done(scheduled) } else { Cancelled::TooLate(scheduled) })
}

async fn take_due(session: &Session, now: Timestamp, limit: u32) -> Work<Vec<Scheduled>> {
    let mut due = list(session, TAKE_DUE, &[&now.0, &i64::from(limit)]).await?;
    due.sort_by_key(|one| (one.due_at, one.business, one.id));
    Ok(due)
}

async fn settle(store: &PostgresStore, settled: &[Settlement], now: Timestamp) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        for Settlement { business, id, outcome } in settled {
            let (state, message) = match outcome {
                Settled::Again(due_at) => {
                    session.run(AGAIN, &[&business.0, id, &due_at.0]).await?;
                    continue;
                }
                Settled::Held(due_at, held) => {
                    let (person, template, held) = held_columns(Some(held.as_ref()))?;
                    let given: Given<'_> = &[&business.0, id, &due_at.0, &person, &held, &template];
                    session.run(HOLD, given).await?;
                    continue;
                }
                Settled::Sent(message) => (ScheduledState::Sent, *message),
                Settled::Failed(message) => (ScheduledState::Failed, *message),
            };
            let (person, seq, hint) = message_columns(Some(message));
            let state = small(state_code(state));
            let given: Given<'_> = &[&business.0, id, &state, &now.0, &person, &seq, &hint];
            if session.run(SETTLE, given).await? > 0 {
                let key = IdempotencyKey::of_scheduled(*id).key;
                session.run(FORGET_KEY, &[&business.0, &key]).await?;
            }
        }
        session.batch(COMMIT).await?;
        Ok(())
    })
}

async fn next_due(session: &Session) -> Work<Option<Timestamp>> {
    let row = session.one(NEXT, &[]).await?;
    Ok(row.map(|row| row.try_get::<_, Option<i64>>(0)).transpose()?.flatten().map(Timestamp))
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        let mut is = scheduled_at(&row)?;
        is.message = is.message.map(without_hint);
        let digest: Option<&[u8]> = row.try_get(13)?;
        let line = ScheduledLine { is, key: row.try_get(12)?, digest: digest.map(hex) };
        lines.line("scheduled", &line)?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &ScheduledLine) -> Work<()> {
    let bad = || corrupt("scheduled", line.is.id, "its digest is no hex");
    let digest = line.digest.as_deref().map(|text| unhex(text).ok_or_else(bad)).transpose()?;
    insert(session, &line.is, line.key.as_deref().zip(digest.as_deref())).await
}

#[async_trait]
impl ScheduleStore for PostgresStore {
    async fn schedule(
        &self,
        new: NewScheduled,
        key: Option<IdempotencyKey>,
        max: u32,
        now: Timestamp,
    ) -> Result<ScheduledPut> {
        self.ensure_open()?;
        schedule(self, &new, key.as_ref(), max, now).await.map_err(Fault::into_store_error)
    }
    async fn scheduled(&self, business: BusinessId, id: i64) -> Result<Scheduled> {
        on!(self, session => one(session, business, id))
    }
    async fn waiting_scheduled(
        &self,
        business: BusinessId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Scheduled>> {
        on!(self, session => list(session, WAITING, &[&business.0, &after, &i64::from(limit)]))
    }
    async fn cancel_scheduled(
        &self,
        business: BusinessId,
        id: i64,
        now: Timestamp,
    ) -> Result<Cancelled> {
        on!(self, session => cancel(session, business, id, now))
    }
    async fn take_due(&self, now: Timestamp, limit: u32) -> Result<Vec<Scheduled>> {
        on!(self, session => take_due(session, now, limit))
    }
    async fn settle_scheduled(&self, settled: Vec<Settlement>, now: Timestamp) -> Result<()> {
        self.ensure_open()?;
        settle(self, &settled, now).await.map_err(Fault::into_store_error)
    }
    async fn next_due(&self) -> Result<Option<Timestamp>> {
        on!(self, session => next_due(session))
    }
    async fn forget_scheduled(&self, before: Timestamp, limit: u32) -> Result<u64> {
        on!(self, session => session.run(FORGET, &[&before.0, &i64::from(limit)]))
    }
}
