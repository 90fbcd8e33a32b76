//! Taking a message back before it is read.

use super::{NewRow, Outcome, Step, gone};
use crate::log::event::NewEvent;
use crate::log::row::{Row, RowKind};
use crate::port::StoreError;
use crate::record::Recalled;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef};
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use std::sync::Arc;

/// See [`crate::port::HistoryStore::recall`].
pub(crate) fn recall<S: Step>(
    step: &mut S,
    business: BusinessId,
    message: MessageRef,
    now: Timestamp,
) -> Outcome<S, Recalled> {
    if message.refused_event(business).is_some() {
        return Ok(Recalled::Gone);
    }
    let row = step
        .resolve(message)?
        .filter(|row| row.business == business && row.kind.is_spoken())
        .ok_or(StoreError::NotFound("message"))?;
    if row.kind != RowKind::Message {
        return Ok(Recalled::NotRecallable);
    }
    if !step.gone(row.person, row.seq.saturating_sub(1), row.seq)?.is_empty() {
        return Ok(Recalled::Gone);
    }
    if row.seq <= step.relation((business, row.person)).read_seq {
        return Ok(Recalled::Read);
    }
    if row.seq > step.person(row.person).delivered_seq {
        let entry = gone::fail(step, &row, Refusal::Recalled, now)?;
        return Ok(Recalled::Done { entry, delivered: false });
    }
    Ok(Recalled::Done { entry: take_back(step, &row, now)?, delivered: true })
}

/// What lies on a device already was delivered, and stays charged.
fn take_back<S: Step>(step: &mut S, row: &Row, now: Timestamp) -> Outcome<S, Arc<InboxEntry>> {
    let reason = Refusal::Recalled;
    step.put_gone(row.person, row.seq, reason.name())?;
    let appended = step.append(&NewRow {
        sender: row.sender,
        reply_to: row.seq,
        body: Some(reason.name()),
        ..NewRow::new(now, RowKind::GoneLater, (row.business, row.person))
    })?;
    step.event(&NewEvent::status(now, Status::Recalled, row, None))?;
    Ok(Arc::new(InboxEntry {
        seq: InboxSeq(appended.seq),
        at: now,
        business: row.business,
        kind: EntryKind::GoneLater { target: InboxSeq(row.seq), reason },
    }))
}
