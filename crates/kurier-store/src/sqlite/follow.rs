//! Reading the two logs: a person's inbox and a business's events; and single messages.

use super::chain;
use super::fault::Work;
use super::gone;
use super::receipts;
use super::row::{FULL_ROW, full_row_at, full_row_with, row_at};
use super::shared::Shared;
use super::{accounts, relations};
use crate::log::event::EventRow;
use crate::log::relation::anonymous;
use crate::log::row::{FullRow, RowKind, status};
use crate::log::state::{Heads, PersonHead};
use crate::log::{corrupt, held};
use crate::port::StoreError;
use crate::record::{InboxPage, InboxState, MessageRecord};
use kurier_policy::event::{Event, PairIds};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;
use std::sync::Arc;

pub(super) const EVENTS: &str = "SELECT seq, at, kind, status, pos, ref_pos, detail FROM event \
     WHERE business = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq LIMIT ?4";

pub(super) const EVENT_POS: &str = "SELECT pos FROM event WHERE business = ?1 AND seq = ?2";

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
    Ok(InboxPage { entries, head: InboxSeq(head.head_seq) })
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
pub(super) struct Names<'c> {
    conn: &'c Connection,
    business: BusinessId,
    known: FxHashMap<PersonId, PairIds>,
}

impl<'c> Names<'c> {
    pub(super) fn new(conn: &'c Connection, business: BusinessId) -> Self {
        Self { conn, business, known: FxHashMap::default() }
    }

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

/// Events of a business with `after < seq <= head`.
pub(super) fn events(
    conn: &Connection,
    business: BusinessId,
    (after, head): (EventSeq, i64),
    limit: u32,
) -> Work<Vec<Event>> {
    let mut statement = conn.prepare_cached(EVENTS)?;
    let given = (business.0, after.0, head, limit.min(PAGE_MAX));
    let mut rows = statement.query(given)?;
    let mut names = Names::new(conn, business);
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(told_to_business(conn, &mut names, row)?);
    }
    Ok(found)
}

/// An event by the ids that the business knows; reads the columns of [`EVENTS`].
pub(super) fn told_to_business(
    conn: &Connection,
    names: &mut Names<'_>,
    row: &rusqlite::Row<'_>,
) -> Work<Event> {
    let (event, of) = told(conn, names, row)?;
    let ref_pos: i64 = row.get(5)?;
    let answered = if ref_pos > 0 { full_row_at(conn, ref_pos)? } else { None };
    let kept = answered.as_ref().and_then(|answered| answered.opaque.as_deref());
    Ok(held::told_event(event, &of, kept))
}

/// An event with the row it is about; reads the columns of [`EVENTS`].
pub(super) fn told(
    conn: &Connection,
    names: &mut Names<'_>,
    row: &rusqlite::Row<'_>,
) -> Work<(Event, FullRow)> {
    let (pos, ref_pos): (i64, i64) = (row.get(4)?, row.get(5)?);
    let event = EventRow {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        status: row.get(3)?,
        detail: row.get(6)?,
    };
    if let Some(told) = event.of_nobody(names.business)? {
        return Ok(told);
    }
    let full = full_row_at(conn, pos)?
        .ok_or_else(|| corrupt("event", event.seq, "its log row is missing"))?;
    let answered = if ref_pos > 0 { row_at(conn, ref_pos)? } else { None };
    let ids = names.ids(&full)?;
    Ok((event.event(&full, answered.as_ref(), ids)?, full))
}

/// The row a message reference of this business names: at its hint if that is true, else by its
/// place; a refused one by its event.
pub(super) fn resolve(
    shared: &Shared,
    conn: &Connection,
    business: BusinessId,
    message: MessageRef,
) -> Work<Option<FullRow>> {
    let pos = match message.refused_event(business) {
        Some(event) => {
            let mut statement = conn.prepare_cached(EVENT_POS)?;
            statement.query_row((business.0, event.0), |row| row.get(0)).optional()?
        }
        None => i64::try_from(message.hint).ok(),
    };
    let hinted = pos.map(|pos| full_row_at(conn, pos)).transpose()?.flatten();
    if let Some(full) = hinted
        && full.row.message_ref() == message
    {
        return Ok(Some(full));
    }
    let head = shared.read_hot().person(message.person);
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
    let full = resolve(shared, conn, business, message)?
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
    let mut gone = gone::between(conn, head, row.person, place)?;
    let gone = if row.seq > 0 { gone.remove(&row.seq) } else { None };
    let mut names = Names::new(conn, row.business);
    let evidence = full.evidence()?;
    let used = evidence.as_ref().and_then(|evidence| evidence.permission.as_ref());
    let receipt = match used {
        Some(used) => receipts::receipt(conn, row.person, used.receipt)?.map(Box::new),
        None => None,
    };
    Ok(MessageRecord {
        message: held::known_as(row.message_ref(), row.business, full.opaque.as_deref()),
        business: row.business,
        ids: names.ids(full)?,
        at: row.at,
        status: status(&row, gone.as_deref(), head, relation),
        price: full.price(),
        evidence,
        receipt,
    })
}
