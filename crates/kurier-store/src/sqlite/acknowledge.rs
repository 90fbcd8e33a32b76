//! Cursors of a person's devices, and of a business over her messages.

use super::fault::Work;
use super::gone;
use super::heads::{Heads, Row, RowKind};
use super::money::Priced;
use super::tx::{EventCode, NewEvent, NewRow, Tx};
use crate::port::StoreError;
use crate::record::Ack;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use std::sync::Arc;

pub(super) fn acknowledge_batch(
    tx: &mut Tx<'_>,
    batch: &[Ack],
    now: Timestamp,
) -> Work<Vec<BusinessId>> {
    let mut grown = Vec::new();
    for ack in batch {
        match *ack {
            Ack::Delivered { person, up_to } => {
                let up_to = up_to.0.min(tx.person(person).head_seq);
                if up_to > tx.person(person).delivered_seq {
                    let new = deliver(tx, person, up_to, now, &mut grown)?;
                    let row = NewRow::new(now, RowKind::Delivered, (BusinessId(0), person));
                    tx.append(&NewRow { reply_to: new, ..row })?;
                }
            }
            Ack::Read { person, business, up_to } => {
                read(tx, person, business, up_to, now, &mut grown)?;
            }
        }
    }
    grown.sort_unstable();
    grown.dedup();
    Ok(grown)
}

/// Appends the `delivered` events between the cursor and `up_to`, and posts their prices.
fn deliver(
    tx: &mut Tx<'_>,
    person: PersonId,
    up_to: u32,
    now: Timestamp,
    grown: &mut Vec<BusinessId>,
) -> Work<u32> {
    let head = tx.person(person);
    let entries = tx.entries(person, head.delivered_seq, up_to)?;
    let gone = gone::between(tx.conn, head, person, (head.delivered_seq, up_to))?;
    for row in entries.iter().filter(|row| row.kind == RowKind::Message) {
        if gone.contains_key(&row.seq) {
            continue;
        }
        let event = status_event(tx, row, Status::Delivered, now)?;
        tx.move_price(TransferKind::Post, &Priced::of(row, event, now))?;
        grown.push(row.business);
    }
    Ok(up_to)
}

fn status_event(tx: &mut Tx<'_>, row: &Row, status: Status, now: Timestamp) -> Work<i64> {
    tx.event(row.business, &NewEvent::status(now, status, row.pos, None))
}

fn read(
    tx: &mut Tx<'_>,
    person: PersonId,
    business: BusinessId,
    up_to: InboxSeq,
    now: Timestamp,
    grown: &mut Vec<BusinessId>,
) -> Work<()> {
    let head = tx.person(person);
    let up_to = up_to.0.min(head.head_seq);
    let hot = tx.relation((business, person));
    if tx.relation_cold((business, person))?.is_none() || up_to <= hot.read_seq {
        return Ok(());
    }
    if up_to > head.delivered_seq {
        deliver(tx, person, up_to, now, grown)?;
    }
    // Nothing of this conversation lies before its first entry.
    let after = hot.read_seq.max(hot.first_seq.saturating_sub(1));
    let entries = tx.entries(person, after, up_to)?;
    let gone = gone::between(tx.conn, head, person, (after, up_to))?;
    for row in &entries {
        let is_hers = row.kind == RowKind::Message && row.business == business;
        if is_hers && !gone.contains_key(&row.seq) {
            status_event(tx, row, Status::Read, now)?;
            grown.push(business);
        }
    }
    let row = NewRow::new(now, RowKind::Read, (business, person));
    tx.append(&NewRow { reply_to: up_to, ..row })?;
    Ok(())
}

/// The business read the person's messages up to `message`.
pub(super) fn mark_read(
    tx: &mut Tx<'_>,
    business: BusinessId,
    message: MessageRef,
    now: Timestamp,
) -> Work<Option<(PersonId, Arc<InboxEntry>)>> {
    let row = tx
        .resolve(message)?
        .filter(|row| row.kind == RowKind::Inbound && row.business == business)
        .ok_or(StoreError::NotFound("message"))?;
    let pair = (business, row.person);
    if row.seq <= tx.relation(pair).business_read_seq {
        return Ok(None);
    }
    let new = NewRow::new(now, RowKind::ReadByBusiness, pair);
    let appended = tx.append(&NewRow { reply_to: row.seq, ..new })?;
    let entry = InboxEntry {
        seq: InboxSeq(appended.seq),
        at: now,
        business,
        kind: EntryKind::ReadByBusiness { up_to: InboxSeq(row.seq) },
    };
    Ok(Some((row.person, Arc::new(entry))))
}

impl Priced {
    pub(super) fn of(row: &Row, event: i64, at: Timestamp) -> Self {
        Self { business: row.business, category: row.category, micros: row.price, event, at }
    }
}

impl NewEvent<'_> {
    pub(super) fn inbound(at: Timestamp, pos: i64, ref_pos: i64) -> Self {
        Self { at, kind: EventCode::Inbound, pos, ref_pos, detail: None }
    }
}
