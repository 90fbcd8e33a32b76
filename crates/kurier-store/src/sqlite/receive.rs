//! Messages of persons.

use super::code;
use super::fault::Work;
use super::heads::{Heads, RowKind};
use super::tx::{NewEvent, NewRow, Tx};
use crate::port::StoreError;
use crate::record::{Inbound, Received};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::time::Timestamp;
use rusqlite::OptionalExtension;
use std::sync::Arc;

pub(super) const INBOUND_KEY: &str =
    "SELECT pos FROM inbound_key WHERE person = ?1 AND client_id = ?2";
pub(super) const INSERT_INBOUND_KEY: &str =
    "INSERT INTO inbound_key (person, client_id, pos) VALUES (?1, ?2, ?3)";

pub(super) fn receive_batch(
    tx: &mut Tx<'_>,
    batch: Vec<Inbound>,
    now: Timestamp,
) -> Work<Vec<Received>> {
    if tx.shared.disk.is_low() {
        return Err(StoreError::Full.into());
    }
    batch.into_iter().map(|inbound| receive(tx, inbound, now)).collect()
}

fn receive(tx: &mut Tx<'_>, inbound: Inbound, now: Timestamp) -> Work<Received> {
    // A message without an id of the device is never a repeat.
    let has_id = !inbound.client_id.is_empty();
    if has_id && let Some(earlier) = earlier(tx, inbound.person, &inbound.client_id)? {
        return Ok(earlier);
    }
    let pair = (inbound.business, inbound.person);
    if tx.relation_cold(pair)?.is_none_or(|relation| relation.blocked) {
        return Ok(Received::NoRelation);
    }
    let answered = match (&inbound.content, inbound.reply_to) {
        (Content::Reaction { target, .. }, _) => Some(*target),
        (_, reply_to) => reply_to,
    };
    let ref_pos = match answered {
        None => 0,
        Some(seq) => match spoken_at(tx, inbound.person, inbound.business, seq)? {
            Some(pos) => pos,
            None => return Ok(Received::ContextUnknown),
        },
    };
    let sender = tx.speaking_sender(inbound.business, tx.relation(pair).last_sender)?;
    let is_reaction = matches!(inbound.content, Content::Reaction { .. });
    let reply_to = if is_reaction { None } else { inbound.reply_to };
    let row = tx.append(&NewRow {
        sender,
        reply_to: reply_to.map_or(0, |seq| seq.0),
        body: Some(&code::to_json(&inbound.content)?),
        opaque: Some(&inbound.client_id),
        ..NewRow::new(now, RowKind::Inbound, pair)
    })?;
    if has_id {
        let mut statement = tx.conn.prepare_cached(INSERT_INBOUND_KEY)?;
        statement.execute((inbound.person.0, &inbound.client_id, row.pos))?;
    }
    tx.event(inbound.business, &NewEvent::inbound(now, row.pos, ref_pos))?;
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

/// What an earlier message with the same id of the device had become.
fn earlier(tx: &Tx<'_>, person: PersonId, client_id: &str) -> Work<Option<Received>> {
    let found = tx
        .conn
        .prepare_cached(INBOUND_KEY)?
        .query_row((person.0, client_id), |row| row.get(0))
        .optional()?;
    let Some(pos) = found else { return Ok(None) };
    let full = tx.full_row(pos)?;
    let entry = Arc::new(full.entry(None)?);
    Ok(Some(Received::Stored { message: full.row.message_ref(), entry, replayed: true }))
}

/// Row of the message at this place, if it is one of this conversation.
fn spoken_at(
    tx: &Tx<'_>,
    person: PersonId,
    business: BusinessId,
    seq: InboxSeq,
) -> Work<Option<i64>> {
    let row = tx.entry(person, seq.0)?;
    Ok(row.filter(|row| row.business == business && row.kind.is_spoken()).map(|row| row.pos))
}
