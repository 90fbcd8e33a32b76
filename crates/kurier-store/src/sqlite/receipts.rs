//! Receipts: what they change, at once, also for messages already queued.

use super::code;
use super::fault::{Work, conflict, corrupt};
use super::gone;
use super::heads::{Heads, Pair, Row, RowKind};
use super::relations::{
    DELETE_PERMISSION, INSERT_PERMISSION, SET_BLOCKED, SET_WITHDRAWN, permissions, purpose_index,
    withdrawn_to_bits,
};
use super::row::full_row_at;
use super::tx::{EventCode, NewEvent, NewRow, Tx};
use crate::port::{Recorded, StoreError};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, ReceiptId};
use kurier_policy::permission::{Permission, Purpose};
use kurier_policy::receipt::{Decision, SignedReceipt};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub(super) const TAKE_INVITE: &str = "UPDATE invite SET uses_left = uses_left - 1 \
     WHERE code = ?1 AND business = ?2 AND (uses_left IS NULL OR uses_left > 0)";
pub(super) const INVITE_EXISTS: &str = "SELECT 1 FROM invite WHERE code = ?1 AND business = ?2";
pub(super) const INSERT_RECEIPT: &str =
    "INSERT INTO receipt (id, business, person, seq, pos) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const RECEIPT: &str = "SELECT person, pos FROM receipt WHERE id = ?1";

/// A preference event's details.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Preference {
    pub(super) purpose: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) topic: Option<String>,
    pub(super) allowed: bool,
}

pub(super) fn record_receipt(
    tx: &mut Tx<'_>,
    person: PersonId,
    receipt: SignedReceipt,
    use_invite: Option<&str>,
    now: Timestamp,
) -> Work<Recorded> {
    let pair = (receipt.receipt.business, person);
    tx.cold.touch();
    if let Some(invite) = use_invite {
        take_invite(tx, invite, pair.0)?;
    }
    let relation = tx.ensure_relation(pair, now)?;
    let waiting = gone::undelivered(tx, person, Some(pair.0))?;
    let (changed, withdrawn) = match &receipt.receipt.decision {
        Decision::Grant { permissions: given } => (grant(tx, pair, given)?, Vec::new()),
        Decision::Withdraw { withdrawal } => {
            let taken = withdraw(tx, pair, |permission| withdrawal.hits(permission))?;
            (taken.iter().map(|p| preference(p, false)).collect(), taken)
        }
    };
    let allowed = matches!(receipt.receipt.decision, Decision::Grant { .. });
    set_withdrawn(tx, pair, relation.withdrawn, &changed)?;
    tx.cold.relations.remove(&pair);
    let answers_invite = allowed && use_invite.is_some();
    let (row, entry) = append_receipt(tx, pair, receipt, answers_invite, now)?;
    for preference in &changed {
        tell(tx, &row, preference)?;
    }
    let mut entries = vec![entry];
    for message in waiting {
        if has_lost(tx, &message, &withdrawn)? {
            entries.push(gone::fail(tx, &message, Refusal::PermissionWithdrawn, now)?);
        }
    }
    Ok(Recorded { relation: tx.relation_shown(pair)?, entries })
}

fn take_invite(tx: &Tx<'_>, invite: &str, business: BusinessId) -> Work<()> {
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

fn preference(permission: &Permission, allowed: bool) -> Preference {
    Preference { purpose: permission.purpose, topic: permission.topic.clone(), allowed }
}

/// Adds permissions. One about the same purpose and topic is replaced: her newest word counts.
fn grant(tx: &Tx<'_>, pair: Pair, given: &[Permission]) -> Work<Vec<Preference>> {
    for (row, known) in permissions(tx.conn, pair)? {
        if given.iter().any(|new| new.purpose == known.purpose && new.topic == known.topic) {
            tx.conn.prepare_cached(DELETE_PERMISSION)?.execute([row])?;
        }
    }
    for new in given {
        tx.conn.prepare_cached(INSERT_PERMISSION)?.execute(params![
            pair.0.0,
            pair.1.0,
            new.receipt.0,
            code::name(&new.purpose)?,
            new.topic,
            code::name(&new.cadence)?,
            new.granted_at.0,
            new.expires_at.map(|at| at.0),
        ])?;
    }
    Ok(given.iter().map(|permission| preference(permission, true)).collect())
}

fn withdraw(
    tx: &Tx<'_>,
    pair: Pair,
    is_hit: impl Fn(&Permission) -> bool,
) -> Work<Vec<Permission>> {
    let mut taken = Vec::new();
    for (row, permission) in permissions(tx.conn, pair)? {
        if is_hit(&permission) {
            tx.conn.prepare_cached(DELETE_PERMISSION)?.execute([row])?;
            taken.push(permission);
        }
    }
    Ok(taken)
}

fn set_withdrawn(tx: &Tx<'_>, pair: Pair, before: [bool; 3], changed: &[Preference]) -> Work<()> {
    let mut withdrawn = before;
    for preference in changed {
        if let Some(flag) = withdrawn.get_mut(purpose_index(preference.purpose)) {
            *flag = !preference.allowed;
        }
    }
    if withdrawn != before {
        let bits = withdrawn_to_bits(withdrawn);
        tx.conn.prepare_cached(SET_WITHDRAWN)?.execute((pair.0.0, pair.1.0, bits))?;
    }
    Ok(())
}

/// Appends the receipt to her inbox. One that answers an invitation lets the business greet once.
fn append_receipt(
    tx: &mut Tx<'_>,
    pair: Pair,
    receipt: SignedReceipt,
    answers_invite: bool,
    now: Timestamp,
) -> Work<(Row, Arc<InboxEntry>)> {
    let sender = tx.speaking_sender(pair.0, tx.relation(pair).last_sender)?;
    let row = tx.append(&NewRow {
        sender,
        reply_to: u32::from(answers_invite),
        body: Some(&code::to_json(&receipt)?),
        ..NewRow::new(now, RowKind::Receipt, pair)
    })?;
    tx.conn
        .prepare_cached(INSERT_RECEIPT)?
        .execute((receipt.receipt.id.0, pair.0.0, pair.1.0, row.seq, row.pos))
        .map_err(conflict("receipt"))?;
    let entry = InboxEntry {
        seq: InboxSeq(row.seq),
        at: now,
        business: pair.0,
        kind: EntryKind::Receipt { receipt: Box::new(receipt) },
    };
    Ok((row, Arc::new(entry)))
}

fn tell(tx: &mut Tx<'_>, row: &Row, preference: &Preference) -> Work<()> {
    let detail = code::to_json(preference)?;
    tx.event(
        row.business,
        &NewEvent {
            at: row.at,
            kind: EventCode::Preference,
            pos: row.pos,
            ref_pos: 0,
            detail: Some(&detail),
        },
    )?;
    Ok(())
}

/// Whether a message went out under one of these permissions. Their receipts do not matter: she may
/// have allowed the same again since, and means all of it when she takes it back.
fn has_lost(tx: &Tx<'_>, message: &Row, withdrawn: &[Permission]) -> Work<bool> {
    let Some(purpose) = message.category.purpose() else { return Ok(false) };
    if withdrawn.is_empty() {
        return Ok(false);
    }
    let evidence = tx.full_row(message.pos)?.evidence()?;
    let Some(used) = evidence.and_then(|evidence| evidence.permission) else { return Ok(false) };
    Ok(withdrawn.iter().any(|taken| taken.purpose == purpose && taken.topic == used.topic))
}

pub(super) fn set_blocked(
    tx: &mut Tx<'_>,
    pair: Pair,
    blocked: bool,
    now: Timestamp,
) -> Work<Vec<Arc<InboxEntry>>> {
    let relation = tx.relation_cold(pair)?.ok_or(StoreError::NotFound("relation"))?;
    if relation.blocked == blocked {
        return Ok(Vec::new());
    }
    tx.cold.touch();
    tx.cold.relations.remove(&pair);
    tx.conn.prepare_cached(SET_BLOCKED)?.execute((pair.0.0, pair.1.0, blocked))?;
    if !blocked {
        return Ok(Vec::new());
    }
    let waiting = gone::undelivered(tx, pair.1, Some(pair.0))?;
    waiting
        .iter()
        .map(|message| gone::fail(tx, message, Refusal::RecipientUnavailable, now))
        .collect()
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
