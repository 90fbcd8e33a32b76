//! Closed months. What a month comes to is added up before the head of the business is locked: transfers never change,
//! so it holds when the record gets its number.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::money::{INSERT_TOP_UP, TOP_UP_DONE, end_booking, locked, move_money};
use super::session::{BEGIN, COMMIT, Session, on, transact};
use super::{accounts, templates};
use crate::log::billing::{Before, Draft, line};
use crate::log::export::{Lines, StatementLine};
use crate::log::money::{in_force, no_card};
use crate::log::{code, corrupt};
use crate::port::{self, BillingStore, StoreError};
use crate::record::CreditRequest;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::statement::{Month, Statement, StatementNumber};
use kurier_policy::time::Timestamp;

pub(super) const CLOSED: &str =
    "SELECT document FROM statement WHERE business = $1 AND credit = 0 AND month = $2";
pub(super) const LAST_CLOSED: &str = "SELECT month, last_transfer FROM statement \
     WHERE business = $1 AND credit = 0 ORDER BY month DESC LIMIT 1";
pub(super) const FIRST_OPEN: &str =
    "SELECT at FROM transfer WHERE business = $1 AND id > $2 ORDER BY id LIMIT 1";
pub(super) const LAST_OF_MONTH: &str =
    "SELECT coalesce(max(id), $2) FROM transfer WHERE business = $1 AND id > $2 AND at < $3";
/// Transfers of the commit of the last one belong together, whatever their times are.
pub(super) const LAST_OF_COMMIT: &str = "SELECT coalesce(max(id), $3) FROM transfer WHERE business = $1 AND id > $3 \
     AND first_event BETWEEN 1 AND (SELECT coalesce(max(last_event), 0) FROM transfer \
     WHERE business = $1 AND id > $2 AND id <= $3)";
/// The delivered, priced messages of the transfers after one, up to another.
pub(super) const MONTH_LINES: &str = "SELECT l.category::bigint, (l.evidence::json->>'m') COLLATE \"C\", l.price, l.surcharge, count(*) \
     FROM (SELECT min(first_event) AS first, max(last_event) AS last FROM transfer \
     WHERE business = $1 AND id > $2 AND id <= $3 AND kind IN (2, 4)) AS range \
     JOIN event e ON e.business = $1 AND e.seq BETWEEN range.first AND range.last \
     JOIN log l ON l.person = e.person AND l.seq = e.message \
     WHERE e.kind = 1 AND e.status = 2 AND e.message > 0 AND l.kind = 1 AND l.price > 0 \
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
/// One closing at a time takes a number, so that none is left out when another fails.
pub(super) const LOCK_NUMBERS: &str = "SELECT pg_advisory_xact_lock(4712093319)";
pub(super) const NEXT_NUMBER: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM statement WHERE year = $1";
pub(super) const INSERT_STATEMENT: &str = "INSERT INTO statement (year, number, business, month, credit, reference, \
     last_transfer, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const NOTED: &str = "SELECT document FROM statement WHERE business = $1 AND credit = 1 \
     AND month = $2 AND reference = $3";
pub(super) const STATEMENTS: &str = "SELECT document, reference FROM statement \
     WHERE ($1::bigint IS NULL OR business = $1) AND (year, number) > ($2, $3) ORDER BY year, number LIMIT $4";

fn read(text: &str) -> Work<Statement> {
    Ok(code::from_json("statement", "", text)?)
}

async fn closed(session: &Session, business: BusinessId, month: Month) -> Work<Option<Statement>> {
    let row = session.one(CLOSED, &[&business.0, &month.start().0]).await?;
    row.map(|row| read(row.try_get(0)?)).transpose()
}

async fn before(session: &Session, business: BusinessId) -> Work<Before> {
    let row = session.one(LAST_CLOSED, &[&business.0]).await?;
    let last: Option<(i64, i64)> = row.map(|row| (row.get(0), row.get(1)));
    let after = last.map_or(0, |(_, transfer)| transfer);
    let row = session.one(FIRST_OPEN, &[&business.0, &after]).await?;
    Ok(Before { last, first_open_at: row.map(|row| row.get(0)) })
}

/// The record, if the month is closed, or what it comes to.
async fn draft(
    session: &Session,
    business: BusinessId,
    month: Month,
    now: Timestamp,
) -> Work<Result<Statement, Draft>> {
    if let Some(done) = closed(session, business, month).await? {
        return Ok(Ok(done));
    }
    let account = accounts::business(session, business).await?;
    let account = account.ok_or(StoreError::NotFound("business"))?;
    let after = before(session, business).await?.allows(month, now)?;
    let end = month.end().0;
    let number = |row: Option<tokio_postgres::Row>| row.map_or(after, |row| row.get(0));
    let last = number(session.one(LAST_OF_MONTH, &[&business.0, &after, &end]).await?);
    let last = number(session.one(LAST_OF_COMMIT, &[&business.0, &after, &last]).await?);
    let mut lines = Vec::new();
    for row in &session.query(MONTH_LINES, &[&business.0, &after, &last]).await? {
        let of = (row.try_get(0)?, row.try_get(1)?);
        let read = line(of, (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?));
        lines.push(read.ok_or_else(|| corrupt("log", business, "a price or category is wrong"))?);
    }
    let (cards, none) = (templates::rate_cards(session).await?, no_card());
    let card = in_force(&cards, Timestamp(end.saturating_sub(1))).unwrap_or(&none);
    Ok(Err(Draft::new((business, account.currency), month, (after, last), lines, card)?))
}

/// Closes a month, or answers its record.
pub(super) async fn close_month(
    store: &PostgresStore,
    business: BusinessId,
    month: Month,
    now: Timestamp,
) -> Work<Statement> {
    let session = Session::open(&store.pool).await?;
    let draft = match draft(&session, business, month, now).await? {
        Ok(done) => return Ok(done),
        Err(draft) => draft,
    };
    drop(session);
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut head = locked(session, business).await?;
        if let Some(done) = closed(session, business, month).await? {
            session.batch(COMMIT).await?;
            return Ok(done);
        }
        let after = before(session, business).await?.allows(month, now)?;
        if after != draft.after {
            return Err(StoreError::Conflict("another month was closed in this moment").into());
        }
        for booking in draft.bookings() {
            move_money(session, &mut head, &booking, now).await?;
        }
        end_booking(session, business, &mut head, now).await?;
        let number = next_number(session, now).await?;
        let statement = draft.clone().statement(number, now);
        insert(session, &statement, "").await?;
        session.batch(COMMIT).await?;
        Ok(statement)
    })
}

async fn next_number(session: &Session, now: Timestamp) -> Work<StatementNumber> {
    session.one(LOCK_NUMBERS, &[]).await?;
    let year = Month::year_of(now);
    let row = session.one(NEXT_NUMBER, &[&year]).await?;
    let number = row.map_or(Ok(1), |row| row.try_get(0))?;
    Ok(StatementNumber { year, number })
}

async fn insert(session: &Session, new: &Statement, reference: &str) -> Work<()> {
    let credit = i64::from(new.credit.is_some());
    let (number, document) = (new.number, code::to_json(new)?);
    let month = new.month.start().0;
    session
        .run(
            INSERT_STATEMENT,
            &[
                &number.year,
                &number.number,
                &new.business.0,
                &month,
                &credit,
                &reference,
                &new.last_transfer,
                &document,
            ],
        )
        .await?;
    Ok(())
}

/// Gives money back once, with a note.
pub(super) async fn give_credit(
    store: &PostgresStore,
    request: &CreditRequest,
    now: Timestamp,
) -> Work<Statement> {
    let (business, reference) = (request.business, request.reference.as_str());
    let month = request.month.start().0;
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut head = locked(session, business).await?;
        if let Some(row) = session.one(NOTED, &[&business.0, &month, &reference]).await? {
            session.batch(COMMIT).await?;
            return read(row.try_get(0)?);
        }
        if session.one(TOP_UP_DONE, &[&business.0, &reference]).await?.is_some() {
            return Err(StoreError::Conflict("the reference is in use").into());
        }
        let currency = head.currency;
        let moved = move_money(session, &mut head, &request.booking()?, now).await?;
        let transfer = moved.ok_or(StoreError::Conflict("there is nothing to give back"))?;
        session.run(INSERT_TOP_UP, &[&business.0, &reference, &transfer.id]).await?;
        end_booking(session, business, &mut head, now).await?;
        let corrects = closed(session, business, request.month).await?;
        let numbers = (next_number(session, now).await?, corrects.map(|it| it.number));
        let note = request.note(numbers, (transfer.id, transfer.amount), currency, now);
        insert(session, &note, reference).await?;
        session.batch(COMMIT).await?;
        Ok(note)
    })
}

pub(super) async fn statements(
    session: &Session,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<Statement>> {
    let all = referenced(session, business, after, limit).await?;
    Ok(all.into_iter().map(|line| line.is).collect())
}

async fn referenced(
    session: &Session,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<StatementLine>> {
    let after = after.map_or((0, 0), |after| (after.year, after.number));
    let (business, limit) = (business.map(|id| id.0), i64::from(limit));
    let rows = session.query(STATEMENTS, &[&business, &after.0, &after.1, &limit]).await?;
    rows.iter()
        .map(|row| Ok(StatementLine { reference: row.try_get(1)?, is: read(row.try_get(0)?)? }))
        .collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    for line in referenced(session, None, None, u32::MAX).await? {
        lines.line("statement", &line)?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &StatementLine) -> Work<()> {
    insert(session, &line.is, &line.reference).await
}

#[async_trait]
impl BillingStore for PostgresStore {
    async fn close_month(
        &self,
        business: BusinessId,
        month: Month,
        now: Timestamp,
    ) -> port::Result<Statement> {
        self.ensure_open()?;
        close_month(self, business, month, now).await.map_err(Fault::into_store_error)
    }
    async fn give_credit(&self, request: CreditRequest, now: Timestamp) -> port::Result<Statement> {
        self.ensure_open()?;
        give_credit(self, &request, now).await.map_err(Fault::into_store_error)
    }
    async fn statements(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> port::Result<Vec<Statement>> {
        on!(self, session => statements(session, business, after, limit))
    }
}
