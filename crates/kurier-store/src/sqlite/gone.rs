//! Messages that were accepted and will never be shown.

use super::fault::Work;
use super::tx::Tx;
use crate::log::state::PersonHead;
use kurier_policy::id::PersonId;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

pub(super) const GONE: &str =
    "SELECT seq, reason FROM gone WHERE person = ?1 AND seq > ?2 AND seq <= ?3";
pub(super) const INSERT_GONE: &str = "INSERT INTO gone (person, seq, reason) VALUES (?1, ?2, ?3)";

/// Places with `after < seq <= up_to` that are gone, with the reasons.
pub(super) fn between(
    conn: &Connection,
    head: PersonHead,
    person: PersonId,
    (after, up_to): (u32, u32),
) -> Work<FxHashMap<u32, String>> {
    let mut found = FxHashMap::default();
    if !head.has_gone {
        return Ok(found);
    }
    let mut statement = conn.prepare_cached(GONE)?;
    let mut rows = statement.query((person.0, after, up_to))?;
    while let Some(row) = rows.next()? {
        found.insert(row.get(0)?, row.get(1)?);
    }
    Ok(found)
}

pub(super) fn put(tx: &Tx<'_>, person: PersonId, seq: u32, reason: &str) -> Work<()> {
    tx.conn.prepare_cached(INSERT_GONE)?.execute((person.0, seq, reason))?;
    Ok(())
}
