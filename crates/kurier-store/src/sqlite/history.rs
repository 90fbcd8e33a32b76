//! What became of single messages, and taking them back.

use super::SqliteStore;
use super::fault::Work;
use super::follow::{Names, resolve, told_to_business};
use super::shared::Shared;
use super::webhooks::{read_attempt, read_retry};
use super::{money, tx::Tx};
use crate::log::code;
use crate::log::row::{Row, RowKind};
use crate::port::{HistoryStore, Result, StoreError};
use crate::record::{Attempt, Recalled, Retry};
use crate::step;
use async_trait::async_trait;
use kurier_policy::event::Event;
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId};
use kurier_policy::ledger::{Transfer, TransferKind};
use kurier_policy::pricing::Category;
use kurier_policy::time::Timestamp;
use rusqlite::Connection;

/// All but the sending, which is not indexed: see [`SENT_NEAR`].
pub(super) const LATER_EVENTS_OF: &str = "SELECT seq, at, kind, status, pos, ref_pos, detail FROM event \
     WHERE pos = ?1 AND kind = 1 AND status <> 1 ORDER BY seq";
pub(super) const EVENT_TIME: &str = "SELECT at FROM event WHERE business = ?1 AND seq = ?2";
pub(super) const EVENTS_HEAD: &str = "SELECT max(seq) FROM event WHERE business = ?1";
/// The sending of a row, looked for from an event on.
pub(super) const SENT_NEAR: &str = "SELECT seq, at, kind, status, pos, ref_pos, detail FROM event \
     WHERE business = ?1 AND seq >= ?2 AND seq < ?3 AND pos = ?4 AND kind = 1 AND status = 1 LIMIT 1";
pub(super) const PLAYED: &str =
    "SELECT seq FROM event WHERE pos = ?1 AND kind = 1 AND status <> 1 AND status = 8";
pub(super) const TRANSFER_OF: &str = "SELECT id, at, kind, business, category, debit, credit, amount, currency, messages, \
     first_event, last_event FROM transfer WHERE business = ?1 AND last_event >= ?2 AND kind = ?3 AND category = ?4 \
     ORDER BY last_event LIMIT 1";
pub(super) const ATTEMPTS_OF: &str = "SELECT event, number, at, http_status, error, took_ms, \
     coalesce(url, (SELECT callback_url FROM subscription WHERE id = ?1)) FROM attempt WHERE subscription = ?1 AND event = ?2 ORDER BY id LIMIT 100";
pub(super) const RETRY_OF: &str = "SELECT event, attempts, due_at, first_at FROM retry \
     WHERE subscription = ?1 AND event = ?2";

/// Events that are looked through from the first of a moment on: many more than one commit holds.
const SENT_NEAR_MAX: i64 = 10_000;

/// The first time only.
fn note_played(
    tx: &mut Tx<'_>,
    person: PersonId,
    seq: InboxSeq,
    now: Timestamp,
) -> Work<Option<BusinessId>> {
    let row = step::played::message(tx, person, seq)?;
    if tx.conn.prepare_cached(PLAYED)?.exists([row.pos])? {
        return Ok(None);
    }
    step::played::tell(tx, &row, now)?;
    Ok(Some(row.business))
}

fn message_events(
    shared: &Shared,
    conn: &Connection,
    business: BusinessId,
    message: MessageRef,
) -> Work<Vec<Event>> {
    let full = resolve(shared, conn, business, message)?
        .filter(|full| full.row.business == business)
        .ok_or(StoreError::NotFound("message"))?;
    let mut names = Names::new(conn, business);
    let sending = sending_of(conn, &mut names, business, &full.row)?;
    let mut found = Vec::from_iter(sending);
    let mut statement = conn.prepare_cached(LATER_EVENTS_OF)?;
    let mut rows = statement.query([full.row.pos])?;
    while let Some(row) = rows.next()? {
        found.push(told_to_business(conn, &mut names, row)?);
    }
    Ok(found)
}

/// The event that was written with an accepted row, at the same moment: it stands among those of that time.
/// A clock that was set back hides it there; then all are looked through.
fn sending_of(
    conn: &Connection,
    names: &mut Names<'_>,
    business: BusinessId,
    row: &Row,
) -> Work<Option<Event>> {
    if !matches!(row.kind, RowKind::Message | RowKind::Reaction) {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(SENT_NEAR)?;
    let first = first_event_at(conn, business, row.at)?;
    for (from, to) in [(first, first.saturating_add(SENT_NEAR_MAX)), (0, i64::MAX)] {
        let mut rows = statement.query((business.0, from, to, row.pos))?;
        if let Some(found) = rows.next()? {
            return Ok(Some(told_to_business(conn, names, found)?));
        }
    }
    Ok(None)
}

/// The first event of a business that is as late as `at`, where its clock never went back.
fn first_event_at(conn: &Connection, business: BusinessId, at: Timestamp) -> Work<i64> {
    let head = conn.prepare_cached(EVENTS_HEAD)?;
    let head: Option<i64> = { head }.query_row([business.0], |row| row.get(0))?;
    let mut time = conn.prepare_cached(EVENT_TIME)?;
    let (mut low, mut high) = (1, head.unwrap_or(0).saturating_add(1));
    while low < high {
        let middle = low.midpoint(high);
        let found: i64 = time.query_row((business.0, middle), |row| row.get(0))?;
        if found < at.0 { low = middle.saturating_add(1) } else { high = middle }
    }
    Ok(low)
}

fn transfer_of(
    conn: &Connection,
    (business, kind, category): (BusinessId, TransferKind, Category),
    event: EventSeq,
) -> Work<Option<Transfer>> {
    let (kind, category) = (code::transfer_kind_code(kind), code::category_code(category));
    let mut statement = conn.prepare_cached(TRANSFER_OF)?;
    let mut rows = statement.query((business.0, event.0, kind, category))?;
    let found = rows.next()?.map(money::read_transfer).transpose()?;
    Ok(found.filter(|transfer| transfer.first_event <= event))
}

fn each_event<T>(
    conn: &Connection,
    sql: &str,
    (subscription, events): (i64, &[EventSeq]),
    read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Work<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = Vec::new();
    for event in events {
        for one in statement.query_map((subscription, event.0), read)? {
            found.push(one?);
        }
    }
    Ok(found)
}

#[async_trait]
impl HistoryStore for SqliteStore {
    async fn message_events(
        &self,
        business: BusinessId,
        message: MessageRef,
    ) -> Result<Vec<Event>> {
        let shared = self.shared.clone();
        self.readers.run(move |conn| message_events(&shared, conn, business, message)).await
    }
    async fn transfer_of(
        &self,
        business: BusinessId,
        kind: TransferKind,
        category: Category,
        event: EventSeq,
    ) -> Result<Option<Transfer>> {
        self.readers.run(move |conn| transfer_of(conn, (business, kind, category), event)).await
    }
    async fn attempts_of(&self, subscription: i64, events: Vec<EventSeq>) -> Result<Vec<Attempt>> {
        let read = move |conn: &Connection| {
            each_event(conn, ATTEMPTS_OF, (subscription, &events), read_attempt)
        };
        self.readers.run(read).await
    }
    async fn retries_of(&self, subscription: i64, events: Vec<EventSeq>) -> Result<Vec<Retry>> {
        let read = move |conn: &Connection| {
            each_event(conn, RETRY_OF, (subscription, &events), read_retry)
        };
        self.readers.run(read).await
    }
    async fn note_played(
        &self,
        person: PersonId,
        seq: InboxSeq,
        now: Timestamp,
    ) -> Result<Option<BusinessId>> {
        self.writer.run(1, move |tx| note_played(tx, person, seq, now)).await
    }
    async fn recall(
        &self,
        business: BusinessId,
        message: MessageRef,
        now: Timestamp,
    ) -> Result<Recalled> {
        let work = move |tx: &mut Tx<'_>| step::recall::recall(tx, business, message, now);
        self.writer.run(1, work).await
    }
}
