//! Ids that devices gave to messages of persons.

use super::fault::Work;
use super::tx::Tx;
use crate::log::row::FullRow;
use kurier_policy::id::PersonId;
use rusqlite::OptionalExtension;

pub(super) const INBOUND_KEY: &str =
    "SELECT pos FROM inbound_key WHERE person = ?1 AND client_id = ?2";
pub(super) const INSERT_INBOUND_KEY: &str =
    "INSERT INTO inbound_key (person, client_id, pos) VALUES (?1, ?2, ?3)";

pub(super) fn known(tx: &Tx<'_>, person: PersonId, client_id: &str) -> Work<Option<FullRow>> {
    let mut statement = tx.conn.prepare_cached(INBOUND_KEY)?;
    let found = statement.query_row((person.0, client_id), |row| row.get(0)).optional()?;
    found.map(|pos| tx.full_row(pos)).transpose()
}

pub(super) fn put(tx: &Tx<'_>, person: PersonId, client_id: &str, pos: i64) -> Work<()> {
    tx.conn.prepare_cached(INSERT_INBOUND_KEY)?.execute((person.0, client_id, pos))?;
    Ok(())
}
