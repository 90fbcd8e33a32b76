//! Where receipts lie, and the uses of invitations.

use super::fault::{Work, conflict};
use super::row::full_row_at;
use super::tx::Tx;
use crate::log::row::Row;
use crate::log::state::Pair;
use crate::log::{code, corrupt};
use crate::port::{Recorded, StoreError};
use crate::step;
use kurier_policy::id::{BusinessId, PersonId, ReceiptId};
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};

pub(super) const TAKE_INVITE: &str = "UPDATE invite SET uses_left = uses_left - 1 \
     WHERE code = ?1 AND business = ?2 AND (uses_left IS NULL OR uses_left > 0)";
pub(super) const INVITE_EXISTS: &str = "SELECT 1 FROM invite WHERE code = ?1 AND business = ?2";
pub(super) const INSERT_RECEIPT: &str =
    "INSERT INTO receipt (id, business, person, seq, pos) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const RECEIPT: &str = "SELECT person, pos FROM receipt WHERE id = ?1";

pub(super) fn record_receipt(
    tx: &mut Tx<'_>,
    person: PersonId,
    receipt: SignedReceipt,
    use_invite: Option<&str>,
    now: Timestamp,
) -> Work<Recorded> {
    let pair: Pair = (receipt.receipt.business, person);
    if let Some(invite) = use_invite {
        take_invite(tx, invite, pair.0)?;
    }
    tx.ensure_relation(pair, now)?;
    step::receipts::record(tx, person, receipt, use_invite.is_some(), now)
}

fn take_invite(tx: &mut Tx<'_>, invite: &str, business: BusinessId) -> Work<()> {
    let taken = tx.conn.prepare_cached(TAKE_INVITE)?.execute((invite, business.0))?;
    if taken > 0 {
        return Ok(());
    }
    let mut statement = tx.conn.prepare_cached(INVITE_EXISTS)?;
    if statement.exists((invite, business.0))? {
        Err(StoreError::Conflict("invitation used up").into())
    } else {
        Err(StoreError::NotFound("invitation").into())
    }
}

pub(super) fn put(tx: &Tx<'_>, id: i64, row: &Row) -> Work<()> {
    tx.conn
        .prepare_cached(INSERT_RECEIPT)?
        .execute((id, row.business.0, row.person.0, row.seq, row.pos))
        .map_err(conflict("receipt"))?;
    Ok(())
}

/// A receipt, if it is this person's.
pub(super) fn receipt(
    conn: &Connection,
    person: PersonId,
    receipt: ReceiptId,
) -> Work<Option<SignedReceipt>> {
    let found: Option<(i64, i64)> = conn
        .prepare_cached(RECEIPT)?
        .query_row([receipt.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((_, pos)) = found.filter(|(owner, _)| *owner == person.0) else { return Ok(None) };
    let full = full_row_at(conn, pos)?.ok_or_else(|| corrupt("log", pos, "row is missing"))?;
    Ok(Some(code::from_json("log", pos, full.body())?))
}
