//! Messages that were accepted and will never be shown: failed before they were delivered.

use super::{NewRow, Outcome, Step};
use crate::log::event::NewEvent;
use crate::log::money::Priced;
use crate::log::row::{Row, RowKind};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use std::sync::Arc;

/// Messages of a person that wait for delivery, of one business or of all.
pub(crate) fn undelivered<S: Step>(
    step: &S,
    person: PersonId,
    business: Option<BusinessId>,
) -> Outcome<S, Vec<Row>> {
    let head = step.person(person);
    let range = (head.delivered_seq, head.head_seq);
    let gone = step.gone(person, range.0, range.1)?;
    let mut rows = step.entries(person, range.0, range.1)?;
    rows.retain(|row| {
        row.kind == RowKind::Message
            && business.is_none_or(|business| business == row.business)
            && !gone.contains_key(&row.seq)
    });
    Ok(rows)
}

/// Fails a message whose time is over, if it still waits; whether it did.
pub(crate) fn expire<S: Step>(step: &mut S, row: &Row, now: Timestamp) -> Outcome<S, bool> {
    let is_delivered = row.seq <= step.person(row.person).delivered_seq;
    if is_delivered || row.kind != RowKind::Message {
        return Ok(false);
    }
    let gone = step.gone(row.person, row.seq.saturating_sub(1), row.seq)?;
    if !gone.is_empty() {
        return Ok(false);
    }
    fail(step, row, Refusal::Expired, now)?;
    Ok(true)
}

/// Fails a message that was accepted and not delivered: the money goes back, the business is told,
/// and devices that may hold it already are told to delete it.
pub(crate) fn fail<S: Step>(
    step: &mut S,
    row: &Row,
    reason: Refusal,
    now: Timestamp,
) -> Outcome<S, Arc<InboxEntry>> {
    let name = reason.name();
    step.put_gone(row.person, row.seq, name)?;
    let appended = step.append(&NewRow {
        sender: row.sender,
        reply_to: row.seq,
        // When the message went: whoever counts people must know which one is not reached after all.
        pair_tat: row.at,
        // What it would have cost: whoever counts money must know what is not spent after all.
        price: row.price(),
        body: Some(name),
        ..NewRow::new(now, RowKind::GoneLater, (row.business, row.person))
    })?;
    let event = step.event(&NewEvent::status(now, Status::Failed, row, Some(name)))?;
    step.move_price(TransferKind::Void, &Priced::of(row, event, now))?;
    Ok(Arc::new(InboxEntry {
        seq: InboxSeq(appended.seq),
        at: now,
        business: row.business,
        kind: EntryKind::GoneLater { target: InboxSeq(row.seq), reason },
    }))
}
