//! Reading the two logs: a person's inbox and a business's events; and single messages.

use super::admit::anonymous;
use super::chain;
use super::code;
use super::fault::{Work, corrupt};
use super::gone;
use super::heads::{Heads, PersonHead, RelationHot, RowKind};
use super::receipts::{self, Preference};
use super::row::{FULL_ROW, FullRow, full_row_at, full_row_with};
use super::shared::Shared;
use super::{accounts, relations};
use crate::port::StoreError;
use crate::record::{InboxPage, InboxState, MessageRecord};
use kurier_policy::content::Content;
use kurier_policy::event::{Event, EventKind, PairIds};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId};
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::sync::Arc;

pub(super) const EVENTS: &str = "SELECT seq, at, kind, status, pos, ref_pos, detail FROM event \
     WHERE business = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq LIMIT ?4";

/// Most entries or events of one page.
const PAGE_MAX: u32 = 1_000;

/// Entries of an inbox with `after < seq <= up_to`, in order.
pub(super) fn inbox_rows(
    conn: &Connection,
    person: PersonId,
    head: PersonHead,
    (after, up_to): (u32, u32),
) -> Work<Vec<FullRow>> {
    if up_to <= after {
        return Ok(Vec::new());
    }
    let from = chain::start(conn, person, head, up_to)?;
    let mut statement = conn.prepare_cached(FULL_ROW)?;
    let fetch = |pos| full_row_with(&mut statement, pos);
    chain::walk(person, from, (after, up_to), fetch, |full| &full.row)
}

pub(super) fn inbox(
    shared: &Shared,
    conn: &Connection,
    person: PersonId,
    after: InboxSeq,
    limit: u32,
) -> Work<InboxPage> {
    let head = shared.read_hot().person(person);
    let limit = limit.min(PAGE_MAX);
    let up_to = head.head_seq.min(after.0.saturating_add(limit));
    let rows = inbox_rows(conn, person, head, (after.0, up_to))?;
    let gone = gone::between(conn, head, person, (after.0, up_to))?;
    let entries = rows
        .iter()
        .map(|full| Ok(Arc::new(full.entry(gone.get(&full.row.seq).map(String::as_str))?)))
        .collect::<Work<Vec<_>>>()?;
    Ok(InboxPage { entries, head: InboxSeq(head.head_seq), resume: None })
}

/// From memory: no query.
pub(super) fn inbox_heads(shared: &Shared, persons: &[PersonId]) -> Vec<InboxSeq> {
    let hot = shared.read_hot();
    persons.iter().map(|person| InboxSeq(hot.person(*person).head_seq)).collect()
}

pub(super) fn inbox_state(
    shared: &Shared,
    conn: &Connection,
    person: PersonId,
) -> Work<InboxState> {
    let businesses = relations::businesses_of(conn, person)?;
    let hot = shared.read_hot();
    let head = hot.person(person);
    let read = businesses
        .into_iter()
        .map(|business| (business, InboxSeq(hot.relation((business, person)).read_seq)))
        .collect();
    let delivered = InboxSeq(head.delivered_seq);
    Ok(InboxState { head: InboxSeq(head.head_seq), delivered, read })
}

/// Looks up pair ids once per person of a page.
struct Names<'c> {
    conn: &'c Connection,
    business: BusinessId,
    known: FxHashMap<PersonId, PairIds>,
}

impl Names<'_> {
    fn ids(&mut self, full: &FullRow) -> Work<PairIds> {
        let person = full.row.person;
        if full.row.kind == RowKind::Refused && person.0 == 0 {
            return Ok(anonymous(full.body()));
        }
        if let Some(ids) = self.known.get(&person) {
            return Ok(ids.clone());
        }
        let missing = || corrupt("relation", person.0, "the pair of an event is missing");
        let relation =
            relations::relation_cold(self.conn, (self.business, person))?.ok_or_else(missing)?;
        let name = accounts::person(self.conn, person)?.ok_or_else(missing)?.name;
        let ids = relation.ids(&name);
        self.known.insert(person, ids.clone());
        Ok(ids)
    }
}

struct EventRow {
    seq: i64,
    at: i64,
    kind: i64,
    status: i64,
    pos: i64,
    ref_pos: i64,
    detail: Option<String>,
}

/// Events of a business with `after < seq <= head`.
pub(super) fn events(
    conn: &Connection,
    business: BusinessId,
    (after, head): (EventSeq, i64),
    limit: u32,
) -> Work<Vec<Event>> {
    let mut statement = conn.prepare_cached(EVENTS)?;
    let given = (business.0, after.0, head, limit.min(PAGE_MAX));
    let rows = statement.query_map(given, |row| {
        Ok(EventRow {
            seq: row.get(0)?,
            at: row.get(1)?,
            kind: row.get(2)?,
            status: row.get(3)?,
            pos: row.get(4)?,
            ref_pos: row.get(5)?,
            detail: row.get(6)?,
        })
    })?;
    let mut names = Names { conn, business, known: FxHashMap::default() };
    let mut found = Vec::new();
    for row in rows {
        found.push(event(conn, &mut names, &row?)?);
    }
    Ok(found)
}

fn event(conn: &Connection, names: &mut Names<'_>, row: &EventRow) -> Work<Event> {
    let full = full_row_at(conn, row.pos)?
        .ok_or_else(|| corrupt("event", row.seq, "its log row is missing"))?;
    let kind = match row.kind {
        1 => status_event(row, &full)?,
        2 => inbound_event(conn, row, &full)?,
        3 => preference_event(row, &full)?,
        _ => return Err(corrupt("event", row.seq, "unknown kind")),
    };
    Ok(Event {
        seq: EventSeq(row.seq),
        at: Timestamp(row.at),
        sender: full.row.sender,
        person: names.ids(&full)?,
        kind,
    })
}

fn status_event(row: &EventRow, full: &FullRow) -> Work<EventKind> {
    let refusal = row.detail.as_deref().map(|name| code::named("event", name)).transpose()?;
    Ok(EventKind::Status {
        message: full.row.message_ref(),
        status: code::status(row.status)
            .ok_or_else(|| corrupt("event", row.seq, "unknown status"))?,
        price: full.price(),
        refusal,
        opaque: full.opaque.clone(),
    })
}

fn inbound_event(conn: &Connection, row: &EventRow, full: &FullRow) -> Work<EventKind> {
    let content = full.content()?;
    let answered = if row.ref_pos > 0 { full_row_at(conn, row.ref_pos)? } else { None };
    let message = answered.as_ref().map(|answered| answered.row.message_ref());
    let is_reaction = matches!(content, Content::Reaction { .. });
    Ok(EventKind::Inbound {
        message: full.row.message_ref(),
        reply_to: if is_reaction { None } else { message },
        target: if is_reaction { message } else { None },
        reply_to_own: answered.is_some_and(|answered| answered.row.kind != RowKind::Inbound),
        content,
    })
}

fn preference_event(row: &EventRow, full: &FullRow) -> Work<EventKind> {
    let text = row.detail.as_deref().unwrap_or("");
    let Preference { purpose, topic, allowed } = code::from_json("event", row.seq, text)?;
    Ok(EventKind::Preference { purpose, topic, allowed, receipt_seq: InboxSeq(full.row.seq) })
}

/// The row a reference names: at its hint if that is true, else by its place.
fn resolve(conn: &Connection, head: PersonHead, message: MessageRef) -> Work<Option<FullRow>> {
    let hinted = match i64::try_from(message.hint) {
        Ok(pos) => full_row_at(conn, pos)?,
        Err(_) => None,
    };
    if let Some(full) = hinted
        && full.row.message_ref() == message
    {
        return Ok(Some(full));
    }
    own_row(conn, head, message.person, message.seq)
}

fn own_row(
    conn: &Connection,
    head: PersonHead,
    person: PersonId,
    seq: InboxSeq,
) -> Work<Option<FullRow>> {
    if seq.0 == 0 || seq.0 > head.head_seq {
        return Ok(None);
    }
    Ok(inbox_rows(conn, person, head, (seq.0.saturating_sub(1), seq.0))?.pop())
}

/// A message of this business.
pub(super) fn message(
    shared: &Shared,
    conn: &Connection,
    business: BusinessId,
    message: MessageRef,
) -> Work<MessageRecord> {
    let head = shared.read_hot().person(message.person);
    let full = resolve(conn, head, message)?
        .filter(|full| full.row.business == business)
        .ok_or(StoreError::NotFound("message"))?;
    record(shared, conn, &full)
}

/// A message in this person's inbox.
pub(super) fn own_message(
    shared: &Shared,
    conn: &Connection,
    person: PersonId,
    seq: InboxSeq,
) -> Work<MessageRecord> {
    let head = shared.read_hot().person(person);
    let full = own_row(conn, head, person, seq)?.ok_or(StoreError::NotFound("message"))?;
    record(shared, conn, &full)
}

fn record(shared: &Shared, conn: &Connection, full: &FullRow) -> Work<MessageRecord> {
    let row = full.row;
    if !row.kind.is_spoken() && row.kind != RowKind::Refused {
        return Err(StoreError::NotFound("message").into());
    }
    let hot = shared.read_hot();
    let head = hot.person(row.person);
    let relation = hot.relation((row.business, row.person));
    drop(hot);
    let place = (row.seq.saturating_sub(1), row.seq);
    let is_gone = row.seq > 0 && !gone::between(conn, head, row.person, place)?.is_empty();
    let mut names = Names { conn, business: row.business, known: FxHashMap::default() };
    let evidence = full.evidence()?;
    let used = evidence.as_ref().and_then(|evidence| evidence.permission.as_ref());
    let receipt = match used {
        Some(used) => receipts::receipt(conn, row.person, used.receipt)?.map(Box::new),
        None => None,
    };
    Ok(MessageRecord {
        message: row.message_ref(),
        business: row.business,
        ids: names.ids(full)?,
        at: row.at,
        status: status(row.kind, row.seq, is_gone, head, relation),
        price: full.price(),
        evidence,
        receipt,
    })
}

fn status(
    kind: RowKind,
    seq: u32,
    is_gone: bool,
    head: PersonHead,
    relation: RelationHot,
) -> Status {
    let read_seq = match kind {
        RowKind::Inbound => relation.business_read_seq,
        _ => relation.read_seq,
    };
    match kind {
        RowKind::Refused => Status::Failed,
        _ if is_gone => Status::Failed,
        // Reactions have no statuses beyond `sent`.
        RowKind::Reaction => Status::Sent,
        _ if seq <= read_seq => Status::Read,
        // The business's side took her message with the acceptance.
        RowKind::Inbound => Status::Delivered,
        _ if seq <= head.delivered_seq => Status::Delivered,
        _ => Status::Sent,
    }
}
