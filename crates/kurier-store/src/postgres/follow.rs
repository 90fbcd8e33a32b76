//! Reading the two logs: a person's inbox and a business's events; and single messages.

use super::fault::Work;
use super::receipts;
use super::row::{
    AFTER_FULL, AFTER_ROW, full_at, full_columns, person_at, person_columns, refused_at,
    refused_columns, relation_at, relation_columns, row_columns,
};
use super::session::{Session, both};
use crate::log::event::EventRow;
use crate::log::relation::anonymous;
use crate::log::row::{FullRow, Row, RowKind, status};
use crate::log::state::{PersonHead, RelationHot};
use crate::log::{corrupt, held};
use crate::port::StoreError;
use crate::record::{InboxPage, InboxState, MessageRecord};
use kurier_policy::event::{Event, PairIds};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tokio_postgres::Row as SqlRow;

/// Columns of an event `e`, to be followed by those of the entry it is about.
macro_rules! event_columns {
    () => {
        "e.seq, e.at, e.kind, e.status, e.detail, e.person, e.message, e.answered, "
    };
}
pub(super) use event_columns;

pub(super) const PERSON_HEAD: &str =
    "SELECT head, delivered, has_gone FROM person_head WHERE person = $1";
pub(super) const HEADS: &str = "SELECT person, head FROM person_head WHERE person = ANY($1)";
pub(super) const INBOX: &str = concat!(
    "SELECT ",
    full_columns!(),
    ", g.reason FROM log l LEFT JOIN gone g ON g.person = l.person AND g.seq = l.seq \
     WHERE l.person = $1 AND l.seq > $2 ORDER BY l.seq LIMIT $3"
);
pub(super) const READ: &str = "SELECT r.business, coalesce(h.read, 0) FROM relation r \
     LEFT JOIN relation_head h ON h.business = r.business AND h.person = r.person \
     WHERE r.person = $1 ORDER BY r.created_at, r.business";
pub(super) const EVENT_HEAD: &str = "SELECT event FROM business_head WHERE business = $1";
/// An event `e` with the entry `l` it is about, read by [`told`].
pub(super) const EVENTS: &str = concat!(
    "SELECT ",
    event_columns!(),
    full_columns!(),
    " FROM event e LEFT JOIN log l ON l.person = e.person AND l.seq = e.message WHERE e.business = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3"
);
pub(super) const ANSWERED: &str = concat!(
    "SELECT ",
    row_columns!(),
    ", l.opaque FROM unnest($1::bigint[], $2::bigint[]) AS want (person, seq) \
     JOIN log l ON l.person = want.person AND l.seq = want.seq"
);
pub(super) const REFUSED_BETWEEN: &str = concat!(
    "SELECT ",
    refused_columns!(),
    " FROM refused f WHERE f.business = $1 AND f.seq >= $2 AND f.seq <= $3"
);
pub(super) const PAIR_IDS: &str = "SELECT r.person, r.wa_id, r.user_id, p.name FROM relation r \
     JOIN person p ON p.id = r.person WHERE r.business = $1 AND r.person = ANY($2)";
pub(super) const ENTRY: &str = concat!(
    "SELECT ",
    full_columns!(),
    ", g.reason FROM log l LEFT JOIN gone g ON g.person = l.person AND g.seq = l.seq \
     WHERE l.person = $1 AND l.seq = $2"
);
pub(super) const REFUSED_ONE: &str =
    concat!("SELECT ", refused_columns!(), " FROM refused f WHERE f.business = $1 AND f.seq = $2");
pub(super) const PERSON_WITH_HEAD: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM person_head h JOIN person p ON p.id = h.person WHERE h.person = $1"
);
pub(super) const RELATION_WITH_HEAD: &str = concat!(
    "SELECT ",
    relation_columns!(),
    " FROM relation r LEFT JOIN relation_head h ON h.business = r.business \
     AND h.person = r.person WHERE r.business = $1 AND r.person = $2"
);

/// Most entries or events of one page.
const PAGE_MAX: u32 = 1_000;

pub(super) async fn inbox(
    session: &Session,
    person: PersonId,
    after: InboxSeq,
    limit: u32,
) -> Work<InboxPage> {
    let (after, limit) = (i64::from(after.0), i64::from(limit.min(PAGE_MAX)));
    // The head is read first: entries beyond it come with the next page, never before it.
    let (head, rows) = both(
        session.one(PERSON_HEAD, &[&person.0]),
        session.query(INBOX, &[&person.0, &after, &limit]),
    )
    .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        let gone: Option<&str> = row.try_get(AFTER_FULL)?;
        entries.push(Arc::new(full_at(row, 0)?.entry(gone)?));
    }
    let head: i64 = head.map_or(Ok(0), |row| row.try_get(0))?;
    let last = entries.last().map_or(InboxSeq(0), |entry| entry.seq);
    Ok(InboxPage { head: last.max(InboxSeq(super::row::place(head)?)), entries })
}

pub(super) async fn inbox_state(session: &Session, person: PersonId) -> Work<InboxState> {
    let (head, read) =
        both(session.one(PERSON_HEAD, &[&person.0]), session.query(READ, &[&person.0])).await?;
    let mut state = InboxState::default();
    if let Some(row) = head {
        state.head = InboxSeq(super::row::place(row.try_get(0)?)?);
        state.delivered = InboxSeq(super::row::place(row.try_get(1)?)?);
    }
    for row in &read {
        let place = InboxSeq(super::row::place(row.try_get(1)?)?);
        state.read.push((BusinessId(row.try_get(0)?), place));
    }
    Ok(state)
}

/// Newest places of these inboxes, in the order asked; 0 = none.
pub(super) async fn heads(session: &Session, persons: &[PersonId]) -> Work<Vec<InboxSeq>> {
    let ids: Vec<i64> = persons.iter().map(|person| person.0).collect();
    let mut known = FxHashMap::default();
    for row in &session.query(HEADS, &[&ids]).await? {
        known.insert(row.try_get::<_, i64>(0)?, super::row::place(row.try_get(1)?)?);
    }
    Ok(ids.iter().map(|id| InboxSeq(known.get(id).copied().unwrap_or(0))).collect())
}

pub(super) async fn event_head(session: &Session, business: BusinessId) -> Work<EventSeq> {
    let row = session.one(EVENT_HEAD, &[&business.0]).await?;
    Ok(EventSeq(row.map_or(Ok(0), |row| row.try_get(0))?))
}

/// Events of a business after `after`.
pub(super) async fn events(
    session: &Session,
    business: BusinessId,
    after: EventSeq,
    limit: u32,
) -> Work<Vec<Event>> {
    let given = (business.0, after.0, i64::from(limit.min(PAGE_MAX)));
    let rows = session.query(EVENTS, &[&given.0, &given.1, &given.2]).await?;
    told_to_business(session, business, &rows).await
}

/// Events by the ids that the business knows.
pub(super) async fn told_to_business(
    session: &Session,
    business: BusinessId,
    rows: &[SqlRow],
) -> Work<Vec<Event>> {
    let Some(around) = around(session, business, rows).await? else { return Ok(Vec::new()) };
    let told = |row: &SqlRow| -> Work<Event> {
        let (event, of) = around.event(row)?;
        let answered: (i64, u32) = (row.try_get(5)?, super::row::place(row.try_get(7)?)?);
        let kept = around.kept.get(&answered).map(String::as_str);
        Ok(held::told_event(event, &of, kept))
    };
    rows.iter().map(told).collect()
}

/// As [`events`], each with what it is about.
pub(super) async fn told_after(
    session: &Session,
    business: BusinessId,
    after: EventSeq,
    limit: u32,
) -> Work<Vec<(Event, FullRow)>> {
    let rows = session.query(EVENTS, &[&business.0, &after.0, &i64::from(limit)]).await?;
    told(session, business, &rows).await
}

pub(super) async fn told(
    session: &Session,
    business: BusinessId,
    rows: &[SqlRow],
) -> Work<Vec<(Event, FullRow)>> {
    let around = around(session, business, rows).await?;
    around.map_or(Ok(Vec::new()), |around| rows.iter().map(|row| around.event(row)).collect())
}

/// What these events need beside their rows; `None` if there are none.
async fn around(session: &Session, business: BusinessId, rows: &[SqlRow]) -> Work<Option<Around>> {
    let Some((first, last)) = rows.first().zip(rows.last()) else { return Ok(None) };
    let (first, last): (i64, i64) = (first.try_get(0)?, last.try_get(0)?);
    let mut people = Vec::new();
    let (mut whose, mut places) = (Vec::new(), Vec::new());
    for row in rows {
        let (person, answered): (i64, i64) = (row.try_get(5)?, row.try_get(7)?);
        people.push(person);
        if answered > 0 {
            whose.push(person);
            places.push(answered);
        }
    }
    people.sort_unstable();
    people.dedup();
    let (pairs, (refused, answered)) = both(
        session.query(PAIR_IDS, &[&business.0, &people]),
        both(
            session.query(REFUSED_BETWEEN, &[&business.0, &first, &last]),
            super::load::by_two(session, ANSWERED, (whose, places)),
        ),
    )
    .await?;
    Around::new(business, &pairs, &refused, &answered).map(Some)
}

/// What the events of one page need beside their rows.
struct Around {
    business: BusinessId,
    ids: FxHashMap<i64, PairIds>,
    refused: FxHashMap<i64, FullRow>,
    answered: FxHashMap<(i64, u32), Row>,
    /// What is kept beside the answered ones.
    kept: FxHashMap<(i64, u32), String>,
}

impl Around {
    fn new(
        business: BusinessId,
        pairs: &[SqlRow],
        refused: &[SqlRow],
        answered: &[SqlRow],
    ) -> Work<Self> {
        let mut around = Self {
            business,
            ids: FxHashMap::default(),
            refused: FxHashMap::default(),
            answered: FxHashMap::default(),
            kept: FxHashMap::default(),
        };
        for row in pairs {
            around.ids.insert(row.try_get(0)?, pair_ids(row, 1)?);
        }
        for row in refused {
            let full = refused_at(row, 0)?;
            around.refused.insert(full.row.prev, full);
        }
        for row in answered {
            let kept: Option<String> = row.try_get(AFTER_ROW)?;
            let row = super::row::row_at(row, 0)?;
            if let Some(kept) = kept {
                around.kept.insert((row.person.0, row.seq), kept);
            }
            around.answered.insert((row.person.0, row.seq), row);
        }
        Ok(around)
    }

    fn event(&self, row: &SqlRow) -> Work<(Event, FullRow)> {
        let event = EventRow {
            seq: row.try_get(0)?,
            at: row.try_get(1)?,
            kind: i64::from(row.try_get::<_, i16>(2)?),
            status: i64::from(row.try_get::<_, i16>(3)?),
            detail: row.try_get(4)?,
        };
        if let Some(told) = event.of_nobody(self.business)? {
            return Ok(told);
        }
        let (person, message): (i64, i64) = (row.try_get(5)?, row.try_get(6)?);
        let missing = || corrupt("event", event.seq, "what it is about is missing");
        let full = if message == 0 {
            self.refused.get(&event.seq).cloned().ok_or_else(missing)?
        } else {
            full_at(row, 8)?
        };
        let answered = super::row::place(row.try_get(7)?)?;
        let answered = self.answered.get(&(person, answered));
        let ids = if person == 0 {
            anonymous(full.body())
        } else {
            self.ids.get(&person).cloned().ok_or_else(missing)?
        };
        Ok((event.event(&full, answered, ids)?, full))
    }
}

fn pair_ids(row: &SqlRow, at: usize) -> Work<PairIds> {
    let wa_id: i64 = row.try_get(at)?;
    Ok(PairIds {
        wa_id: wa_id.to_string(),
        user_id: row.try_get(at + 1)?,
        name: row.try_get(at + 2)?,
    })
}

/// A message of this business.
pub(super) async fn message(
    session: &Session,
    business: BusinessId,
    message: MessageRef,
) -> Work<MessageRecord> {
    if let Some(event) = message.refused_event(business) {
        let row = session.one(REFUSED_ONE, &[&business.0, &event.0]).await?;
        let full = refused_at(&row.ok_or(StoreError::NotFound("message"))?, 0)?;
        return record(session, full, None).await;
    }
    let (full, gone) = entry(session, message.person, message.seq).await?;
    if full.row.business != business {
        return Err(StoreError::NotFound("message").into());
    }
    record(session, full, gone).await
}

/// A message in this person's inbox.
pub(super) async fn own_message(
    session: &Session,
    person: PersonId,
    seq: InboxSeq,
) -> Work<MessageRecord> {
    let (full, gone) = entry(session, person, seq).await?;
    record(session, full, gone).await
}

/// An entry of an inbox, and why it is gone, if it is.
pub(super) async fn entry(
    session: &Session,
    person: PersonId,
    seq: InboxSeq,
) -> Work<(FullRow, Option<String>)> {
    let row = session.one(ENTRY, &[&person.0, &i64::from(seq.0)]).await?;
    let row = row.ok_or(StoreError::NotFound("message"))?;
    Ok((full_at(&row, 0)?, row.try_get(AFTER_FULL)?))
}

async fn record(session: &Session, full: FullRow, gone: Option<String>) -> Work<MessageRecord> {
    let row = full.row;
    if !row.kind.is_spoken() && row.kind != RowKind::Refused {
        return Err(StoreError::NotFound("message").into());
    }
    let (person, related) = both(
        session.one(PERSON_WITH_HEAD, &[&row.person.0]),
        session.one(RELATION_WITH_HEAD, &[&row.business.0, &row.person.0]),
    )
    .await?;
    let (mut head, mut hot) = (PersonHead::default(), RelationHot::default());
    let mut ids = anonymous(full.body());
    if let (Some(person), Some(related)) = (&person, &related) {
        let (person, cursor) = person_at(person)?;
        let (_, cold, pair) = relation_at(related)?;
        ids = cold.ids(&person.name);
        (head, hot) = (cursor, pair);
    }
    let evidence = full.evidence()?;
    let used = evidence.as_ref().and_then(|evidence| evidence.permission.as_ref());
    let receipt = match used {
        Some(used) => receipts::receipt(session, row.person, used.receipt).await?.map(Box::new),
        None => None,
    };
    Ok(MessageRecord {
        message: held::known_as(row.message_ref(), row.business, full.opaque.as_deref()),
        business: row.business,
        ids,
        at: row.at,
        status: status(&row, gone.as_deref(), head, hot),
        price: full.price(),
        evidence,
        receipt,
    })
}
