//! Invitations.

use super::fault::{Work, conflict};
use super::tx::Tx;
use crate::log::code;
use crate::port::StoreError;
use crate::record::Invite;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, Row, params};

pub(super) const INSERT_INVITE: &str = "INSERT INTO invite (code, business, sender, asks, welcome, \
     uses_left, expires_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
/// Of a sign-up link, whose words may change.
pub(super) const SET_INVITE: &str = "UPDATE invite SET asks = ?2, welcome = ?3, \
     expires_at = ?4 WHERE code = ?1";
pub(super) const INVITE: &str = "SELECT code, business, sender, asks, welcome, uses_left, \
     expires_at, created_at FROM invite WHERE code = ?1";
pub(super) const INVITES: &str = "SELECT code, business, sender, asks, welcome, uses_left, \
     expires_at, created_at FROM invite WHERE business = ?1 \
     ORDER BY created_at DESC, code DESC LIMIT ?2";

pub(super) fn create_invite(tx: &mut Tx<'_>, invite: &Invite) -> Work<()> {
    let sender = tx.sender(invite.sender)?.filter(|sender| sender.business == invite.business);
    sender.ok_or(StoreError::NotFound("sender"))?;
    tx.conn
        .prepare_cached(INSERT_INVITE)?
        .execute(params![
            invite.code,
            invite.business.0,
            invite.sender.0,
            code::to_json(&invite.asks)?,
            invite.welcome,
            invite.uses_left,
            invite.expires_at.map(|at| at.0),
            invite.created_at.0,
        ])
        .map_err(conflict("invitation"))?;
    Ok(())
}

/// Gives the invitation of a sign-up link its words.
pub(super) fn set_invite(conn: &Connection, invite: &Invite) -> Work<()> {
    let expires_at = invite.expires_at.map(|at| at.0);
    let given = (&invite.code, code::to_json(&invite.asks)?, &invite.welcome, expires_at);
    conn.prepare_cached(SET_INVITE)?.execute(given)?;
    Ok(())
}

pub(super) fn read_invite(row: &Row<'_>) -> Work<Invite> {
    let code: String = row.get(0)?;
    let asks: String = row.get(3)?;
    Ok(Invite {
        business: BusinessId(row.get(1)?),
        sender: SenderId(row.get(2)?),
        asks: code::from_json("invite", &code, &asks)?,
        code,
        welcome: row.get(4)?,
        uses_left: row.get(5)?,
        expires_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        created_at: Timestamp(row.get(7)?),
    })
}

pub(super) fn invite(conn: &Connection, code: &str) -> Work<Option<Invite>> {
    let mut statement = conn.prepare_cached(INVITE)?;
    let mut rows = statement.query([code])?;
    rows.next()?.map(read_invite).transpose()
}

pub(super) fn invites(conn: &Connection, business: BusinessId, limit: u32) -> Work<Vec<Invite>> {
    let mut statement = conn.prepare_cached(INVITES)?;
    let mut rows = statement.query((business.0, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_invite(row)?);
    }
    Ok(found)
}
