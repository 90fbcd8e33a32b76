//! Usernames of senders.

use super::fault::Work;
use super::onboarding::own;
use super::sender_pages::Of;
use super::tx::Tx;
use crate::log::export::Lines;
use crate::record::{TakenUsername, Username};
use crate::step::usernames::{self, Claim};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

macro_rules! columns {
    () => {
        "name, business, sender, taken_at, released_at"
    };
}

pub(super) const ONE: &str = concat!("SELECT ", columns!(), " FROM username WHERE name = ?1");
pub(super) const OF_SENDER: &str =
    "SELECT name FROM username WHERE sender = ?1 AND released_at IS NULL";
pub(super) const RELEASE: &str = "UPDATE username SET released_at = ?2 \
     WHERE sender = ?1 AND released_at IS NULL";
pub(super) const PUT: &str = concat!(
    "INSERT INTO username (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET business = excluded.business, \
     sender = excluded.sender, taken_at = excluded.taken_at, released_at = excluded.released_at"
);
pub(super) const ALL: &str = concat!("SELECT ", columns!(), " FROM username ORDER BY name");

fn read(row: &Row<'_>) -> rusqlite::Result<Username> {
    Ok(Username {
        name: row.get(0)?,
        business: BusinessId(row.get(1)?),
        sender: SenderId(row.get(2)?),
        taken_at: Timestamp(row.get(3)?),
        released_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
    })
}

pub(super) fn one(conn: &Connection, name: &str) -> Work<Option<Username>> {
    Ok(conn.prepare_cached(ONE)?.query_row([name], read).optional()?)
}

pub(super) fn of_sender(conn: &Connection, sender: SenderId) -> Work<Option<String>> {
    let mut statement = conn.prepare_cached(OF_SENDER)?;
    Ok(statement.query_row([sender.0], |row| row.get(0)).optional()?)
}

pub(super) fn release(conn: &Connection, sender: SenderId, now: Timestamp) -> Work<bool> {
    Ok(conn.prepare_cached(RELEASE)?.execute((sender.0, now.0))? > 0)
}

pub(super) fn take(tx: &Tx<'_>, of: Of, claim: &Claim, now: Timestamp) -> Work<TakenUsername> {
    own(tx.conn, of)?;
    let there = one(tx.conn, &claim.name)?;
    let taken = usernames::decide(of, there.as_ref(), claim.transfer, now);
    if taken == TakenUsername::Done {
        release(tx.conn, of.1, now)?;
        let given = params![claim.name, of.0.0, of.1.0, now.0, None::<i64>];
        tx.conn.prepare_cached(PUT)?.execute(given)?;
    }
    Ok(taken)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("username", &read(row)?)?;
    }
    Ok(())
}
