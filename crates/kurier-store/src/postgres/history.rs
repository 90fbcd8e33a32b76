//! What became of single messages, and taking them back.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::follow::{entry, event_columns, told_after, told_to_business};
use super::load::{self, GONE, LOCK_BUSINESSES, LOCK_PERSONS, ROWS};
use super::money::transfer_at;
use super::row::full_columns;
use super::session::{BEGIN, ROLLBACK, Session, both, on, transact};
use super::sheet::Sheet;
use super::webhooks::{attempt_at, retry_at};
use super::writes::{self, small};
use crate::log::{code, held};
use crate::port::{HistoryStore, Result, StoreError};
use crate::record::{Attempt, Recalled, Retry};
use crate::step;
use async_trait::async_trait;
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId};
use kurier_policy::ledger::{Transfer, TransferKind};
use kurier_policy::pricing::Category;
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;

/// Without an order, which would tempt the planner to walk the whole log of the business.
pub(super) const EVENTS_OF: &str = concat!(
    "SELECT ",
    event_columns!(),
    full_columns!(),
    " FROM event e LEFT JOIN log l ON l.person = e.person AND l.seq = e.message WHERE e.business = $1 \
     AND e.person = $2 AND e.message = $3 AND e.kind = 1"
);
pub(super) const BUSINESS_OF_ENTRY: &str =
    "SELECT business FROM log WHERE person = $1 AND seq = $2";
/// As [`EVENTS_OF`], without an order.
pub(super) const PLAYED: &str = "SELECT e.seq FROM event e WHERE e.business = $1 AND e.person = $2 \
     AND e.message = $3 AND e.kind = 1 AND e.status = 8";
pub(super) const TRANSFER_OF: &str = "SELECT business, id, at, kind, category, debit, credit, amount, \
     currency, messages, first_event, last_event FROM transfer WHERE business = $1 AND last_event >= $2 \
     AND kind = $3 AND category = $4 ORDER BY last_event LIMIT 1";
pub(super) const ATTEMPTS_OF: &str = "SELECT event, number, at, http_status, error, took_ms, \
     coalesce(url, (SELECT callback_url FROM subscription WHERE id = $1)) FROM attempt WHERE subscription = $1 AND event = ANY($2) ORDER BY event, id LIMIT 1000";
pub(super) const RETRIES_OF: &str = "SELECT event, attempts, due_at, first_at FROM retry \
     WHERE subscription = $1 AND event = ANY($2) ORDER BY event";

async fn message_events(
    session: &Session,
    business: BusinessId,
    message: MessageRef,
) -> Work<Vec<Event>> {
    let missing = StoreError::NotFound("message");
    if let Some(event) = message.refused_event(business) {
        let before = EventSeq(event.0.saturating_sub(1));
        let found = told_after(session, business, before, 1).await?;
        let is_it = |one: &Event| matches!(&one.kind, EventKind::Status { message: of, .. } if *of == message);
        let found: Vec<Event> = found
            .into_iter()
            .filter(|(event, _)| is_it(event))
            .map(|(event, of)| held::told_event(event, &of, None))
            .collect();
        return if found.is_empty() { Err(missing.into()) } else { Ok(found) };
    }
    let (full, _) = entry(session, message.person, message.seq).await?;
    if full.row.business != business {
        return Err(missing.into());
    }
    let given = (message.person.0, i64::from(message.seq.0));
    let mut rows = session.query(EVENTS_OF, &[&business.0, &given.0, &given.1]).await?;
    rows.sort_by_key(|row| row.get::<_, i64>(0));
    told_to_business(session, business, &rows).await
}

async fn transfer_of(
    session: &Session,
    (business, kind, category): (BusinessId, TransferKind, Category),
    event: EventSeq,
) -> Work<Option<Transfer>> {
    let kind = small(code::transfer_kind_code(kind));
    let category = small(code::category_code(category));
    let row = session.one(TRANSFER_OF, &[&business.0, &event.0, &kind, &category]).await?;
    let found = row.as_ref().map(transfer_at).transpose()?;
    Ok(found.filter(|transfer| transfer.first_event <= event))
}

/// See [`HistoryStore::note_played`].
async fn note_played(
    store: &PostgresStore,
    person: PersonId,
    seq: InboxSeq,
    now: Timestamp,
) -> Work<Option<BusinessId>> {
    let place = i64::from(seq.0);
    let reading = Session::open(&store.pool).await?;
    let found = reading.one(BUSINESS_OF_ENTRY, &[&person.0, &place]).await?;
    let business = found.ok_or(StoreError::NotFound("message"))?.try_get(0)?;
    drop(reading);
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let message = (BusinessId(business), person, seq);
        let mut sheet = locked(session, message).await?;
        let row = step::played::message(&sheet, person, seq)?;
        if !session.query(PLAYED, &[&business, &person.0, &place]).await?.is_empty() {
            session.batch(ROLLBACK).await?;
            return Ok(None);
        }
        step::played::tell(&mut sheet, &row, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(Some(row.business))
    })
}

/// See [`HistoryStore::recall`].
async fn recall(
    store: &PostgresStore,
    business: BusinessId,
    message: MessageRef,
    now: Timestamp,
) -> Work<Recalled> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut sheet = locked(session, (business, message.person, message.seq)).await?;
        let recalled = step::recall::recall(&mut sheet, business, message, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(recalled)
    })
}

/// Everything that a step about one message looks at, under locks: first the person, then the business.
async fn locked(
    session: &Session,
    (business, person, seq): (BusinessId, PersonId, InboxSeq),
) -> Work<Sheet> {
    let (persons, businesses) = (BTreeSet::from([person]), BTreeSet::from([business]));
    let pairs = BTreeSet::from([(business, person)]);
    let range = [(person, seq.0.saturating_sub(1), seq.0)];
    let mut sheet = Sheet::default();
    sheet.take_persons(&load::persons(session, LOCK_PERSONS, &persons).await?)?;
    let ((related, heads), (rows, gone)) = both(
        both(
            load::relations(session, &pairs),
            load::businesses(session, LOCK_BUSINESSES, &businesses),
        ),
        both(load::ranges(session, ROWS, &range), load::ranges(session, GONE, &range)),
    )
    .await?;
    sheet.take_relations(&related)?;
    sheet.take_businesses(&heads)?;
    sheet.take_rows(&rows)?;
    sheet.take_gone(&gone)?;
    Ok(sheet)
}

fn numbers(events: &[EventSeq]) -> Vec<i64> {
    events.iter().map(|event| event.0).collect()
}

#[async_trait]
impl HistoryStore for PostgresStore {
    async fn message_events(
        &self,
        business: BusinessId,
        message: MessageRef,
    ) -> Result<Vec<Event>> {
        on!(self, session => message_events(session, business, message))
    }
    async fn transfer_of(
        &self,
        business: BusinessId,
        kind: TransferKind,
        category: Category,
        event: EventSeq,
    ) -> Result<Option<Transfer>> {
        on!(self, session => transfer_of(session, (business, kind, category), event))
    }
    async fn attempts_of(&self, subscription: i64, events: Vec<EventSeq>) -> Result<Vec<Attempt>> {
        let events = numbers(&events);
        let rows = on!(self, session => session.query(ATTEMPTS_OF, &[&subscription, &events]))?;
        rows.iter().map(attempt_at).collect::<Work<_>>().map_err(Fault::into_store_error)
    }
    async fn retries_of(&self, subscription: i64, events: Vec<EventSeq>) -> Result<Vec<Retry>> {
        let events = numbers(&events);
        let rows = on!(self, session => session.query(RETRIES_OF, &[&subscription, &events]))?;
        rows.iter().map(retry_at).collect::<Work<_>>().map_err(Fault::into_store_error)
    }
    async fn note_played(
        &self,
        person: PersonId,
        seq: InboxSeq,
        now: Timestamp,
    ) -> Result<Option<BusinessId>> {
        self.ensure_open()?;
        note_played(self, person, seq, now).await.map_err(Fault::into_store_error)
    }
    async fn recall(
        &self,
        business: BusinessId,
        message: MessageRef,
        now: Timestamp,
    ) -> Result<Recalled> {
        self.ensure_open()?;
        recall(self, business, message, now).await.map_err(Fault::into_store_error)
    }
}
