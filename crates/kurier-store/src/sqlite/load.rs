//! The state beside the log at start: the snapshot if it is good, then the rows after it.

use super::fault::Work;
use super::heads::Hot;
use super::row::read_row;
use super::{snapshot, unusable};
use crate::log::state::fold;
use crate::log::{code, corrupt};
use kurier_policy::id::BusinessId;
use kurier_policy::money::Currency;
use rusqlite::Connection;
use std::path::Path;

pub(super) const LOG_FROM: &str = "SELECT pos, at, kind, person, seq, prev, business, sender, \
     category, price, reply_to, sender_tat, pair_tat, surcharge, price_kind FROM log WHERE pos > ?1 ORDER BY pos";
pub(super) const LAST_POS: &str = "SELECT coalesce(max(pos), 0) FROM log";
pub(super) const EVENT_HEAD: &str = "SELECT coalesce(max(seq), 0) FROM event WHERE business = ?1";
pub(super) const BUSINESS_IDS: &str = "SELECT id FROM business ORDER BY id";
pub(super) const ACCOUNTS: &str =
    "SELECT name, currency, balance FROM account ORDER BY name, currency";
pub(super) const LAST_TRANSFER: &str =
    "SELECT coalesce(max(id), 0) FROM transfer WHERE business = ?1";

/// Everything the writer needs to know, from disk.
#[cfg(test)]
pub(super) fn load(conn: &Connection, dir: &Path) -> Work<Hot> {
    catch_up(conn, saved(conn, dir)?)
}

/// The state of the snapshot; the empty one if there is none that can be used.
pub(super) fn saved(conn: &Connection, dir: &Path) -> Work<Hot> {
    let last: i64 = conn.query_row(LAST_POS, [], |row| row.get(0))?;
    Ok(match snapshot::read(dir) {
        Ok(Some(hot)) if hot.last_pos <= last => hot,
        Ok(Some(hot)) => {
            tracing::warn!(
                snapshot = hot.last_pos,
                last,
                "the snapshot is ahead of the log; removed"
            );
            snapshot::remove(dir).map_err(|error| unusable(dir, &error))?;
            Hot::default()
        }
        Ok(None) => Hot::default(),
        Err(error) => {
            tracing::warn!(%error, "the snapshot cannot be used; reading the whole log");
            Hot::default()
        }
    })
}

/// A saved state, moved on to the end of the log.
pub(super) fn catch_up(conn: &Connection, mut hot: Hot) -> Work<Hot> {
    replay(conn, &mut hot)?;
    load_counters(conn, &mut hot)?;
    Ok(hot)
}

/// Moves the state over all rows it has not seen.
pub(super) fn replay(conn: &Connection, hot: &mut Hot) -> Work<()> {
    let mut statement = conn.prepare(LOG_FROM)?;
    let mut rows = statement.query([hot.last_pos])?;
    while let Some(row) = rows.next()? {
        let row = read_row(row)?;
        fold(hot, &row);
        hot.last_pos = row.pos;
    }
    Ok(())
}

/// What is one index look-up away and so needs no snapshot.
fn load_counters(conn: &Connection, hot: &mut Hot) -> Work<()> {
    let mut head = conn.prepare(EVENT_HEAD)?;
    let mut transfers = conn.prepare(LAST_TRANSFER)?;
    let mut ids = conn.prepare(BUSINESS_IDS)?;
    let ids = ids.query_map([], |row| row.get::<_, i64>(0))?;
    for id in ids {
        let id = id?;
        let seq: i64 = head.query_row([id], |row| row.get(0))?;
        if seq > 0 {
            hot.events.insert(BusinessId(id), seq);
        }
        hot.transfers.insert(BusinessId(id), transfers.query_row([id], |row| row.get(0))?);
    }
    let mut statement = conn.prepare(ACCOUNTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let currency: String = row.get(1)?;
        let account = code::account(&name).ok_or_else(|| corrupt("account", &name, "bad name"))?;
        let currency =
            Currency::parse(&currency).ok_or_else(|| corrupt("account", &name, "bad currency"))?;
        hot.accounts.insert((account, currency), row.get(2)?);
    }
    Ok(())
}
