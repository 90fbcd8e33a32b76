//! Addresses that lead into a chat.

use super::fault::{Work, conflict};
use super::tx::Tx;
use crate::log::export::Lines;
use crate::port::StoreError;
use crate::record::ChatLink;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

macro_rules! columns {
    () => {
        "code, business, sender, text, created_at"
    };
}

pub(super) const COUNT: &str = "SELECT count(*) FROM chat_link WHERE sender = ?1";
pub(super) const INSERT: &str =
    concat!("INSERT INTO chat_link (", columns!(), ") VALUES (?1, ?2, ?3, ?4, ?5)");
pub(super) const CHANGE: &str = concat!(
    "UPDATE chat_link SET text = ?3 WHERE sender = ?1 AND code = ?2 RETURNING ",
    columns!()
);
pub(super) const LINK: &str = concat!("SELECT ", columns!(), " FROM chat_link WHERE code = ?1");
pub(super) const LINKS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chat_link WHERE sender = ?1 AND code > ?2 ORDER BY code LIMIT ?3"
);
pub(super) const DELETE: &str = "DELETE FROM chat_link WHERE sender = ?1 AND code = ?2";
/// Of a sender that is removed.
pub(super) const DELETE_ALL: &str = "DELETE FROM chat_link WHERE sender = ?1";
pub(super) const ALL: &str = concat!("SELECT ", columns!(), " FROM chat_link ORDER BY code");

const MISSING: StoreError = StoreError::NotFound("link");

fn read(row: &Row<'_>) -> rusqlite::Result<ChatLink> {
    Ok(ChatLink {
        code: row.get(0)?,
        business: BusinessId(row.get(1)?),
        sender: SenderId(row.get(2)?),
        text: row.get(3)?,
        created_at: Timestamp(row.get(4)?),
    })
}

pub(super) fn create(tx: &Tx<'_>, link: &ChatLink, max: u32) -> Work<()> {
    let mut count = tx.conn.prepare_cached(COUNT)?;
    let there: u32 = count.query_row([link.sender.0], |row| row.get(0))?;
    if there >= max {
        return Err(StoreError::Conflict("too many links").into());
    }
    let given = params![link.code, link.business.0, link.sender.0, link.text, link.created_at.0];
    tx.conn.prepare_cached(INSERT)?.execute(given).map_err(conflict("link"))?;
    Ok(())
}

pub(super) fn change(tx: &Tx<'_>, sender: SenderId, code: &str, text: &str) -> Work<ChatLink> {
    let mut statement = tx.conn.prepare_cached(CHANGE)?;
    let changed = statement.query_row((sender.0, code, text), read).optional()?;
    Ok(changed.ok_or(MISSING)?)
}

pub(super) fn link(conn: &Connection, code: &str) -> Work<ChatLink> {
    let mut statement = conn.prepare_cached(LINK)?;
    Ok(statement.query_row([code], read).optional()?.ok_or(MISSING)?)
}

pub(super) fn links(
    conn: &Connection,
    sender: SenderId,
    after: &str,
    limit: u32,
) -> Work<Vec<ChatLink>> {
    let mut statement = conn.prepare_cached(LINKS)?;
    let rows = statement.query_map((sender.0, after, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn delete(tx: &Tx<'_>, sender: SenderId, code: &str) -> Work<()> {
    match tx.conn.prepare_cached(DELETE)?.execute((sender.0, code))? {
        0 => Err(MISSING.into()),
        _ => Ok(()),
    }
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("chat_link", &read(row)?)?;
    }
    Ok(())
}
