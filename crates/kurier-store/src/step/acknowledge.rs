//! Cursors of a person's devices, and of a business over her messages.

use super::{NewRow, Outcome, Step};
use crate::log::event::NewEvent;
use crate::log::money::Priced;
use crate::log::row::{Row, RowKind};
use crate::port::StoreError;
use crate::record::Ack;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId};
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use std::sync::Arc;

pub(crate) fn acknowledge_batch<S: Step>(
    step: &mut S,
    batch: &[Ack],
    now: Timestamp,
) -> Outcome<S, Vec<BusinessId>> {
    let mut grown = Vec::new();
    for ack in batch {
        match *ack {
            Ack::Delivered { person, up_to } => {
                let up_to = up_to.0.min(step.person(person).head_seq);
                if up_to > step.person(person).delivered_seq {
                    let new = deliver(step, person, up_to, now, &mut grown)?;
                    let row = NewRow::new(now, RowKind::Delivered, (BusinessId(0), person));
                    step.append(&NewRow { reply_to: new, ..row })?;
                }
            }
            Ack::Read { person, business, up_to } => {
                read(step, person, business, up_to, now, &mut grown)?;
            }
        }
    }
    grown.sort_unstable();
    grown.dedup();
    Ok(grown)
}

/// Appends the `delivered` events between the cursor and `up_to`, and posts their prices.
fn deliver<S: Step>(
    step: &mut S,
    person: PersonId,
    up_to: u32,
    now: Timestamp,
    grown: &mut Vec<BusinessId>,
) -> Outcome<S, u32> {
    let head = step.person(person);
    let entries = step.entries(person, head.delivered_seq, up_to)?;
    let gone = step.gone(person, head.delivered_seq, up_to)?;
    for row in entries.iter().filter(|row| row.kind == RowKind::Message) {
        if gone.contains_key(&row.seq) {
            continue;
        }
        let event = status_event(step, row, Status::Delivered, now)?;
        for (kind, priced) in Priced::delivered(row, event, now) {
            step.move_price(kind, &priced)?;
        }
        grown.push(row.business);
    }
    Ok(up_to)
}

fn status_event<S: Step>(
    step: &mut S,
    row: &Row,
    status: Status,
    now: Timestamp,
) -> Outcome<S, i64> {
    step.event(&NewEvent::status(now, status, row, None))
}

fn read<S: Step>(
    step: &mut S,
    person: PersonId,
    business: BusinessId,
    up_to: InboxSeq,
    now: Timestamp,
    grown: &mut Vec<BusinessId>,
) -> Outcome<S, ()> {
    let head = step.person(person);
    let up_to = up_to.0.min(head.head_seq);
    let hot = step.relation((business, person));
    if step.relation_cold((business, person))?.is_none() || up_to <= hot.read_seq {
        return Ok(());
    }
    if up_to > head.delivered_seq {
        deliver(step, person, up_to, now, grown)?;
    }
    // Nothing of this conversation lies before its first entry.
    let after = hot.read_seq.max(hot.first_seq.saturating_sub(1));
    let entries = step.entries(person, after, up_to)?;
    let gone = step.gone(person, after, up_to)?;
    for row in &entries {
        let is_hers = row.kind == RowKind::Message && row.business == business;
        if is_hers && !gone.contains_key(&row.seq) {
            status_event(step, row, Status::Read, now)?;
            grown.push(business);
        }
    }
    let row = NewRow::new(now, RowKind::Read, (business, person));
    step.append(&NewRow { reply_to: up_to, ..row })?;
    Ok(())
}

/// The business read the person's messages up to `message`.
pub(crate) fn mark_read<S: Step>(
    step: &mut S,
    business: BusinessId,
    message: MessageRef,
    now: Timestamp,
) -> Outcome<S, Option<(PersonId, Arc<InboxEntry>)>> {
    let row = step
        .resolve(message)?
        .filter(|row| row.kind == RowKind::Inbound && row.business == business)
        .ok_or(StoreError::NotFound("message"))?;
    let pair = (business, row.person);
    if row.seq <= step.relation(pair).business_read_seq {
        return Ok(None);
    }
    let new = NewRow::new(now, RowKind::ReadByBusiness, pair);
    let appended = step.append(&NewRow { reply_to: row.seq, ..new })?;
    let entry = InboxEntry {
        seq: InboxSeq(appended.seq),
        at: now,
        business,
        kind: EntryKind::ReadByBusiness { up_to: InboxSeq(row.seq) },
    };
    Ok(Some((row.person, Arc::new(entry))))
}
