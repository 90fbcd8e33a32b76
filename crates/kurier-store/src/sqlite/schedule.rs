//! Messages that wait for their time.

use super::fault::Work;
use super::tx::Tx;
use super::{SqliteStore, idempotency};
use crate::log::corrupt;
use crate::log::export::{Lines, hex, without_hint};
use crate::log::schedule::{
    ScheduledLine, ScheduledRow, held_columns, message_columns, next_number, state_code,
};
use crate::port::{Result, ScheduleStore, StoreError};
use crate::record::{
    Cancelled, Held, IdempotencyKey, NewScheduled, Scheduled, ScheduledPut, ScheduledState,
    Settled, Settlement,
};
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

macro_rules! columns {
    () => {
        "business, id, sender, due_at, state, input, outbound, created_at, settled_at, message_person, \
         message_seq, message_hint, key, digest, held"
    };
}

pub(super) const ONE: &str =
    concat!("SELECT ", columns!(), " FROM scheduled WHERE business = ?1 AND id = ?2");
pub(super) const BY_KEY: &str =
    concat!("SELECT ", columns!(), " FROM scheduled WHERE business = ?1 AND key = ?2");
pub(super) const WAITING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM scheduled WHERE business = ?1 AND id > ?2 AND state < 2 ORDER BY id LIMIT ?3"
);
pub(super) const DUE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM scheduled WHERE state < 2 AND due_at <= ?1 ORDER BY due_at, business, id LIMIT ?2"
);
pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM scheduled ORDER BY business, id");
pub(super) const COUNT: &str = "SELECT count(*) FROM scheduled WHERE business = ?1 AND state < 2";
pub(super) const COUNT_HELD: &str = "SELECT count(*) FROM scheduled \
     WHERE business = ?1 AND held_for = ?2 AND held_for <> 0 AND state < 2";
pub(super) const COUNT_ASSESSED: &str = "SELECT count(*) FROM scheduled \
     WHERE business = ?1 AND held_template = ?2 AND held_template <> 0 AND state < 2";
pub(super) const LAST: &str = "SELECT coalesce(max(id), 0) FROM scheduled WHERE business = ?1";
pub(super) const INSERT: &str = "INSERT INTO scheduled (business, id, sender, due_at, state, input, outbound, \
     created_at, key, digest, message_person, message_seq, message_hint, held_for, held, held_template) \
     VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, 0, 0, 0, ?10, ?11, ?12)";
pub(super) const CANCEL: &str = "UPDATE scheduled SET state = 4, settled_at = ?3 \
     WHERE business = ?1 AND id = ?2 AND state = 0";
pub(super) const GO: &str = "UPDATE scheduled SET state = 1 WHERE business = ?1 AND id = ?2";
pub(super) const SETTLE: &str = "UPDATE scheduled SET state = ?3, settled_at = ?4, message_person = ?5, \
     message_seq = ?6, message_hint = ?7 WHERE business = ?1 AND id = ?2 AND state = 1";
pub(super) const AGAIN: &str = "UPDATE scheduled SET state = 0, due_at = ?3 \
     WHERE business = ?1 AND id = ?2 AND state = 1";
pub(super) const HOLD: &str = "UPDATE scheduled SET state = 0, due_at = ?3, held_for = ?4, held = ?5, held_template = ?6 \
     WHERE business = ?1 AND id = ?2 AND state = 1";
pub(super) const NEXT: &str = "SELECT min(due_at) FROM scheduled WHERE state < 2";
pub(super) const FORGET: &str = "DELETE FROM scheduled WHERE (business, id) IN (SELECT business, id \
     FROM scheduled WHERE state >= 2 AND settled_at < ?1 AND held_for = 0 LIMIT ?2)";

fn read_row(row: &Row<'_>) -> rusqlite::Result<ScheduledRow> {
    Ok(ScheduledRow {
        business: row.get(0)?,
        id: row.get(1)?,
        sender: row.get(2)?,
        due_at: row.get(3)?,
        state: row.get(4)?,
        input: row.get(5)?,
        outbound: row.get(6)?,
        created_at: row.get(7)?,
        settled_at: row.get(8)?,
        message: (row.get(9)?, row.get(10)?, row.get(11)?),
        held: row.get(14)?,
    })
}

fn list(conn: &Connection, sql: &str, given: impl Params) -> Work<Vec<Scheduled>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(given, read_row)?;
    rows.map(|row| Ok(row?.scheduled()?)).collect()
}

fn one(conn: &Connection, business: BusinessId, id: i64) -> Work<Scheduled> {
    let found = list(conn, ONE, (business.0, id))?.pop();
    Ok(found.ok_or(StoreError::NotFound("scheduled"))?)
}

/// What an earlier call with this key had done.
fn earlier(tx: &Tx<'_>, business: BusinessId, key: &IdempotencyKey) -> Work<Option<ScheduledPut>> {
    if idempotency::known(tx, business, &key.key)?.is_some() {
        return Ok(Some(ScheduledPut::KeyReused));
    }
    let mut statement = tx.conn.prepare_cached(BY_KEY)?;
    let read = |row: &Row<'_>| Ok((read_row(row)?, row.get::<_, Option<Vec<u8>>>(13)?));
    let Some((row, digest)) = statement.query_row((business.0, &key.key), read).optional()? else {
        return Ok(None);
    };
    if digest.as_deref() != Some(&key.digest[..]) {
        return Ok(Some(ScheduledPut::KeyReused));
    }
    Ok(Some(ScheduledPut::Kept { scheduled: Box::new(row.scheduled()?), replayed: true }))
}

/// How many wait for the same.
fn held_count(conn: &Connection, business: BusinessId, held: &Held) -> Work<i64> {
    let (sql, waits_for) = match held.assessed() {
        Some(template) => (COUNT_ASSESSED, template.0),
        None => (COUNT_HELD, held.person.0),
    };
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row((business.0, waits_for), |row| row.get(0))?)
}

/// The number of the one that was asked for with this key, and the digest of its body.
pub(super) fn numbered(
    conn: &Connection,
    business: BusinessId,
    key: &str,
) -> Work<Option<([u8; 32], i64)>> {
    let mut statement = conn.prepare_cached(BY_KEY)?;
    let read = |row: &Row<'_>| Ok((row.get(13)?, row.get(1)?));
    Ok(statement.query_row((business.0, key), read).optional()?)
}

fn schedule(
    tx: &Tx<'_>,
    new: &NewScheduled,
    key: Option<&IdempotencyKey>,
    max: u32,
    now: Timestamp,
) -> Work<ScheduledPut> {
    let business = new.outbound.business;
    if let Some(key) = key
        && let Some(earlier) = earlier(tx, business, key)?
    {
        return Ok(earlier);
    }
    let number = |sql: &str| -> Work<i64> {
        Ok(tx.conn.prepare_cached(sql)?.query_row([business.0], |row| row.get(0))?)
    };
    let waiting = match &new.held {
        Some(held) => held_count(tx.conn, business, held)?,
        None => number(COUNT)?,
    };
    if waiting >= i64::from(max) {
        return Ok(ScheduledPut::Full);
    }
    let (held_for, held_template, held) = held_columns(new.held.as_ref())?;
    let id = next_number(number(LAST)?, now);
    tx.conn.prepare_cached(INSERT)?.execute(params![
        business.0,
        id,
        new.outbound.sender.0,
        new.due_at.0,
        new.input,
        crate::log::code::to_json(&new.outbound)?,
        now.0,
        key.map(|key| &key.key),
        key.map(|key| &key.digest[..]),
        held_for,
        held,
        held_template,
    ])?;
    let scheduled = Box::new(one(tx.conn, business, id)?);
    Ok(ScheduledPut::Kept { scheduled, replayed: false })
}

fn cancel(tx: &Tx<'_>, business: BusinessId, id: i64, now: Timestamp) -> Work<Cancelled> {
    let done = tx.conn.prepare_cached(CANCEL)?.execute((business.0, id, now.0))?;
    let scheduled = Box::new(one(tx.conn, business, id)?);
    Ok(if done > 0 { Cancelled::Done(scheduled) } else { Cancelled::TooLate(scheduled) })
}

fn take_due(tx: &Tx<'_>, now: Timestamp, limit: u32) -> Work<Vec<Scheduled>> {
    let mut due = list(tx.conn, DUE, (now.0, limit))?;
    let mut go = tx.conn.prepare_cached(GO)?;
    for scheduled in &mut due {
        go.execute((scheduled.business.0, scheduled.id))?;
        scheduled.state = ScheduledState::Going;
    }
    Ok(due)
}

fn settle(tx: &Tx<'_>, settled: &[Settlement], now: Timestamp) -> Work<()> {
    for Settlement { business, id, outcome } in settled {
        let (state, message) = match outcome {
            Settled::Again(due_at) => {
                tx.conn.prepare_cached(AGAIN)?.execute((business.0, id, due_at.0))?;
                continue;
            }
            Settled::Held(due_at, held) => {
                let (person, template, held) = held_columns(Some(held.as_ref()))?;
                let given = (business.0, id, due_at.0, person, held, template);
                tx.conn.prepare_cached(HOLD)?.execute(given)?;
                continue;
            }
            Settled::Sent(message) => (ScheduledState::Sent, *message),
            Settled::Failed(message) => (ScheduledState::Failed, *message),
        };
        let (person, seq, hint) = message_columns(Some(message));
        let given = (business.0, id, state_code(state), now.0, person, seq, hint);
        if tx.conn.prepare_cached(SETTLE)?.execute(given)? > 0 {
            idempotency::forget(tx, *business, &IdempotencyKey::of_scheduled(*id).key)?;
        }
    }
    Ok(())
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut is = read_row(row)?.scheduled()?;
        is.message = is.message.map(without_hint);
        let (key, digest): (Option<String>, Option<Vec<u8>>) = (row.get(12)?, row.get(13)?);
        if key.is_some() != digest.is_some() {
            return Err(corrupt("scheduled", is.id, "a key without a digest").into());
        }
        let digest = digest.map(|digest| hex(&digest));
        lines.line("scheduled", &ScheduledLine { is, key, digest })?;
    }
    Ok(())
}

#[async_trait]
impl ScheduleStore for SqliteStore {
    async fn schedule(
        &self,
        new: NewScheduled,
        key: Option<IdempotencyKey>,
        max: u32,
        now: Timestamp,
    ) -> Result<ScheduledPut> {
        self.writer.run(1, move |tx| schedule(tx, &new, key.as_ref(), max, now)).await
    }
    async fn scheduled(&self, business: BusinessId, id: i64) -> Result<Scheduled> {
        self.readers.run(move |conn| one(conn, business, id)).await
    }
    async fn waiting_scheduled(
        &self,
        business: BusinessId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Scheduled>> {
        self.readers.run(move |conn| list(conn, WAITING, (business.0, after, limit))).await
    }
    async fn cancel_scheduled(
        &self,
        business: BusinessId,
        id: i64,
        now: Timestamp,
    ) -> Result<Cancelled> {
        self.writer.run(1, move |tx| cancel(tx, business, id, now)).await
    }
    async fn take_due(&self, now: Timestamp, limit: u32) -> Result<Vec<Scheduled>> {
        self.writer.run(1, move |tx| take_due(tx, now, limit)).await
    }
    async fn settle_scheduled(&self, settled: Vec<Settlement>, now: Timestamp) -> Result<()> {
        self.writer.run(1, move |tx| settle(tx, &settled, now)).await
    }
    async fn next_due(&self) -> Result<Option<Timestamp>> {
        let read = |conn: &Connection| {
            let mut statement = conn.prepare_cached(NEXT)?;
            let due: Option<i64> = statement.query_row([], |row| row.get(0))?;
            Ok(due.map(Timestamp))
        };
        self.readers.run(read).await
    }
    async fn forget_scheduled(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let work = move |tx: &mut Tx<'_>| {
            let gone = tx.conn.prepare_cached(FORGET)?.execute((before.0, limit))?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        };
        self.writer.run(1, work).await
    }
}
