//! Messages of persons.

use super::{NewRow, Outcome, Step};
use crate::log::code;
use crate::log::event::{EventCode, NewEvent};
use crate::log::row::{Row, RowKind};
use crate::record::{Inbound, Received};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::time::Timestamp;
use std::sync::Arc;

pub(crate) fn receive_batch<S: Step>(
    step: &mut S,
    batch: Vec<Inbound>,
    now: Timestamp,
) -> Outcome<S, Vec<Received>> {
    step.ensure_room()?;
    batch.into_iter().map(|inbound| receive(step, inbound, now)).collect()
}

fn receive<S: Step>(step: &mut S, inbound: Inbound, now: Timestamp) -> Outcome<S, Received> {
    // A message without an id of the device is never a repeat.
    let has_id = !inbound.client_id.is_empty();
    if has_id && let Some(earlier) = step.known_client_id(inbound.person, &inbound.client_id)? {
        let entry = Arc::new(earlier.entry(None)?);
        let message = earlier.row.message_ref();
        return Ok(Received::Stored { message, entry, replayed: true });
    }
    let pair = (inbound.business, inbound.person);
    match step.relation_cold(pair)? {
        None => return Ok(Received::NoRelation),
        Some(relation) if relation.blocked => return Ok(Received::NoRelation),
        Some(relation) if relation.barred => return Ok(Received::Barred),
        Some(_) => {}
    }
    let named = answered_place(&inbound);
    let answered = match named {
        None => None,
        Some(seq) => spoken_at(step, inbound.person, inbound.business, seq)?,
    };
    if named.is_some() && answered.is_none() {
        return Ok(Received::ContextUnknown);
    }
    let sender = step.speaking_sender(pair)?;
    let is_reaction = matches!(inbound.content, Content::Reaction { .. });
    let reply_to = if is_reaction { None } else { inbound.reply_to };
    let row = step.append(&NewRow {
        sender,
        reply_to: reply_to.map_or(0, |seq| seq.0),
        body: Some(&code::to_json(&inbound.content)?),
        opaque: Some(&inbound.client_id),
        ..NewRow::new(now, RowKind::Inbound, pair)
    })?;
    step.grant_files(pair, &inbound.content)?;
    if has_id {
        step.put_client_id(inbound.person, &inbound.client_id, &row)?;
    }
    step.event(&NewEvent {
        at: now,
        kind: EventCode::Inbound,
        of: &row,
        answered: answered.as_ref(),
        detail: None,
    })?;
    let entry = InboxEntry {
        seq: InboxSeq(row.seq),
        at: now,
        business: inbound.business,
        kind: EntryKind::FromPerson {
            sender,
            content: inbound.content,
            reply_to,
            client_id: inbound.client_id,
        },
    };
    let message = row.message_ref();
    Ok(Received::Stored { message, entry: Arc::new(entry), replayed: false })
}

/// The place in her inbox that a message answers or reacts to.
pub(crate) fn answered_place(inbound: &Inbound) -> Option<InboxSeq> {
    match &inbound.content {
        Content::Reaction { target, .. } => Some(*target),
        _ => inbound.reply_to,
    }
}

/// The message at this place, if it is one of this conversation.
fn spoken_at<S: Step>(
    step: &S,
    person: PersonId,
    business: BusinessId,
    seq: InboxSeq,
) -> Outcome<S, Option<Row>> {
    let row = step.entry(person, seq.0)?;
    Ok(row.filter(|row| row.business == business && row.kind.is_spoken()))
}
