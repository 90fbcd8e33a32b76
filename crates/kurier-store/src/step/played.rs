//! A voice note was listened to.

use super::{Outcome, Step};
use crate::log::event::NewEvent;
use crate::log::row::{Row, RowKind};
use crate::port::StoreError;
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;

/// The message that a business sent her there, if it is not gone.
pub(crate) fn message<S: Step>(step: &S, person: PersonId, seq: InboxSeq) -> Outcome<S, Row> {
    let before = seq.0.saturating_sub(1);
    let row = step.entries(person, before, seq.0)?.pop();
    let is_gone = !step.gone(person, before, seq.0)?.is_empty();
    let row = row.filter(|row| row.kind == RowKind::Message && !is_gone);
    Ok(row.ok_or(StoreError::NotFound("message"))?)
}

/// Tells its business.
pub(crate) fn tell<S: Step>(step: &mut S, row: &Row, now: Timestamp) -> Outcome<S, ()> {
    step.event(&NewEvent::status(now, Status::Played, row, None))?;
    Ok(())
}
