//! Messages that were accepted and will never be shown: failed before they were delivered.

use super::fault::Work;
use super::heads::{Heads, PersonHead, Row, RowKind};
use super::money::Priced;
use super::tx::{NewEvent, NewRow, Tx};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::sync::Arc;

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

/// Messages of a person that wait for delivery, of one business or of all.
pub(super) fn undelivered(
    tx: &Tx<'_>,
    person: PersonId,
    business: Option<BusinessId>,
) -> Work<Vec<Row>> {
    let head = tx.person(person);
    let range = (head.delivered_seq, head.head_seq);
    let gone = between(tx.conn, head, person, range)?;
    let mut rows = tx.entries(person, range.0, range.1)?;
    rows.retain(|row| {
        row.kind == RowKind::Message
            && business.is_none_or(|business| business == row.business)
            && !gone.contains_key(&row.seq)
    });
    Ok(rows)
}

/// Fails a message that was accepted and not delivered: the money goes back, the business is told,
/// and devices that may hold it already are told to delete it.
pub(super) fn fail(
    tx: &mut Tx<'_>,
    row: &Row,
    reason: Refusal,
    now: Timestamp,
) -> Work<Arc<InboxEntry>> {
    let name = reason.name();
    tx.conn.prepare_cached(INSERT_GONE)?.execute((row.person.0, row.seq, name))?;
    let appended = tx.append(&NewRow {
        sender: row.sender,
        reply_to: row.seq,
        body: Some(name),
        ..NewRow::new(now, RowKind::GoneLater, (row.business, row.person))
    })?;
    let failed = NewEvent::status(now, Status::Failed, row.pos, Some(name));
    let event = tx.event(row.business, &failed)?;
    tx.move_price(TransferKind::Void, &Priced::of(row, event, now))?;
    Ok(Arc::new(InboxEntry {
        seq: InboxSeq(appended.seq),
        at: now,
        business: row.business,
        kind: EntryKind::GoneLater { target: InboxSeq(row.seq), reason },
    }))
}

/// Fails messages that lie undelivered since before `older_than`.
pub(super) fn expire_undelivered(
    tx: &mut Tx<'_>,
    older_than: Timestamp,
    limit: u32,
    now: Timestamp,
) -> Work<Vec<(PersonId, BusinessId)>> {
    let waiting = |head: &PersonHead| head.delivered_seq < head.head_seq;
    let mut persons: Vec<PersonId> = tx
        .hot
        .persons
        .iter()
        .filter_map(|(person, head)| waiting(head).then_some(*person))
        .collect();
    persons.sort_unstable();
    let mut changed = Vec::new();
    for person in persons {
        for row in undelivered(tx, person, None)? {
            if changed.len() >= limit as usize {
                return Ok(changed);
            }
            if row.at < older_than {
                fail(tx, &row, Refusal::Expired, now)?;
                changed.push((person, row.business));
            }
        }
    }
    Ok(changed)
}
