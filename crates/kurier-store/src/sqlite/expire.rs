//! Messages that wait too long. The log is read by time, each row once: what became 30 days old since the last
//! look is found on a read connection, and the writer gets only what still waits.

use super::SqliteStore;
use super::fault::Work;
use super::shared::Shared;
use super::templates::{PUT_SETTING, SETTING};
use super::tx::Tx;
use crate::log::corrupt;
use crate::log::export::{LapseLine, Lines};
use crate::log::row::{Row, RowKind};
use crate::port::Result;
use crate::record::Expired;
use crate::step::gone;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};

pub(super) const OLDER: &str =
    "SELECT pos, at, kind, person, seq FROM log WHERE pos > ?1 ORDER BY pos LIMIT ?2";
pub(super) const LAPSED: &str =
    "SELECT at, pos FROM lapse WHERE at <= ?1 ORDER BY at, pos LIMIT ?2";
pub(super) const INSERT_LAPSE: &str = "INSERT INTO lapse (at, pos) VALUES (?1, ?2)";
pub(super) const DELETE_LAPSE: &str = "DELETE FROM lapse WHERE at = ?1 AND pos = ?2";
pub(super) const LAPSES: &str = "SELECT l.at, g.person, g.seq FROM lapse l JOIN log g ON g.pos = l.pos \
     ORDER BY l.at, g.person, g.seq";

/// The setting that says up to which row of the log everything was looked at.
const LOOKED_UP_TO: &str = "expired_up_to";
/// Rows of the log read at a time.
const PAGE: i64 = 5_000;

/// A stretch of the log that was looked at.
struct Looked {
    up_to: i64,
    /// Rows of messages that wait still.
    waiting: Vec<i64>,
    /// Whether everything old enough was looked at.
    is_last: bool,
}

fn looked_up_to(conn: &Connection) -> Work<i64> {
    let mut statement = conn.prepare_cached(SETTING)?;
    let text: Option<String> = statement.query_row([LOOKED_UP_TO], |row| row.get(0)).optional()?;
    let number = |text: String| {
        text.parse::<i64>().map_err(|_| corrupt("setting", LOOKED_UP_TO, "this is no number"))
    };
    Ok(text.map(number).transpose()?.unwrap_or(0))
}

fn look(
    shared: &Shared,
    conn: &Connection,
    after: i64,
    older_than: Timestamp,
    limit: usize,
) -> Work<Looked> {
    let mut statement = conn.prepare_cached(OLDER)?;
    let rows = statement.query_map((after, PAGE), |row| {
        let place: (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok((place, (row.get::<_, i64>(2)?, PersonId(row.get(3)?), row.get::<_, u32>(4)?)))
    })?;
    let page: Vec<_> = rows.collect::<std::result::Result<_, _>>()?;
    let mut looked = Looked { up_to: after, waiting: Vec::new(), is_last: page.is_empty() };
    let hot = shared.read_hot();
    for ((pos, at), (kind, person, seq)) in page {
        if at >= older_than.0 {
            looked.is_last = true;
            break;
        }
        looked.up_to = pos;
        let head = hot.persons.get(&person).copied().unwrap_or_default();
        if kind == RowKind::Message.code() && seq > head.delivered_seq {
            looked.waiting.push(pos);
            if looked.waiting.len() >= limit {
                break;
            }
        }
    }
    Ok(looked)
}

/// Fails those of these rows that still wait.
fn fail(tx: &mut Tx<'_>, rows: &[i64], now: Timestamp) -> Work<Vec<(PersonId, BusinessId)>> {
    let mut failed = Vec::new();
    for pos in rows {
        let row: Row = tx.row(*pos)?.ok_or_else(|| corrupt("log", pos, "row is missing"))?;
        if gone::expire(tx, &row, now)? {
            failed.push((row.person, row.business));
        }
    }
    Ok(failed)
}

/// See [`crate::port::Store::expire_undelivered`].
pub(super) async fn undelivered(
    store: &SqliteStore,
    older_than: Timestamp,
    limit: u32,
    now: Timestamp,
) -> Result<Vec<(PersonId, BusinessId)>> {
    let start = store.readers.run(looked_up_to).await?;
    let (mut waiting, mut up_to, mut is_last) = (Vec::new(), start, false);
    while !is_last && waiting.len() < limit as usize {
        let (shared, after, left) = (store.shared.clone(), up_to, limit as usize - waiting.len());
        let look = move |conn: &Connection| look(&shared, conn, after, older_than, left);
        let looked = store.readers.run(look).await?;
        (up_to, is_last) = (looked.up_to, looked.is_last);
        waiting.extend(looked.waiting);
    }
    if up_to == start {
        return Ok(Vec::new());
    }
    let work = move |tx: &mut Tx<'_>| {
        let failed = fail(tx, &waiting, now)?;
        tx.conn.prepare_cached(PUT_SETTING)?.execute((LOOKED_UP_TO, up_to.to_string()))?;
        Ok(failed)
    };
    store.writer.run(1, work).await
}

fn lapsed(conn: &Connection, now: Timestamp, limit: u32) -> Work<Vec<(i64, i64)>> {
    let mut statement = conn.prepare_cached(LAPSED)?;
    let rows = statement.query_map((now.0, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// See [`crate::port::Store::expire_lapsed`].
pub(super) async fn expire_lapsed(
    store: &SqliteStore,
    limit: u32,
    now: Timestamp,
) -> Result<Expired> {
    let due = store.readers.run(move |conn| lapsed(conn, now, limit)).await?;
    if due.is_empty() {
        return Ok(Expired::default());
    }
    let more = due.len() >= limit as usize;
    let work = move |tx: &mut Tx<'_>| {
        let rows: Vec<i64> = due.iter().map(|(_, pos)| *pos).collect();
        let failed = fail(tx, &rows, now)?;
        let mut delete = tx.conn.prepare_cached(DELETE_LAPSE)?;
        for lapse in due {
            delete.execute(lapse)?;
        }
        Ok(failed)
    };
    let failed = store.writer.run(1, work).await?;
    Ok(Expired { failed, more })
}

pub(super) fn put_lapse(tx: &Tx<'_>, at: Timestamp, row: &Row) -> Work<()> {
    tx.conn.prepare_cached(INSERT_LAPSE)?.execute((at.0, row.pos))?;
    Ok(())
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(LAPSES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let at = Timestamp(row.get(0)?);
        lines.line("lapse", &LapseLine { at, person: PersonId(row.get(1)?), seq: row.get(2)? })?;
    }
    Ok(())
}
