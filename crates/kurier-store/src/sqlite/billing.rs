//! Closed months. What a month comes to is added up beside the writer: transfers never change, so it holds when the
//! writer gives it a number.

use super::fault::Work;
use super::money::{INSERT_TOP_UP, TOP_UP_DONE, move_money};
use super::tx::Tx;
use super::{SqliteStore, accounts, templates};
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
use rusqlite::{Connection, OptionalExtension, params};

pub(super) const CLOSED: &str =
    "SELECT document FROM statement WHERE business = ?1 AND credit = 0 AND month = ?2";
pub(super) const LAST_CLOSED: &str = "SELECT month, last_transfer FROM statement \
     WHERE business = ?1 AND credit = 0 ORDER BY month DESC LIMIT 1";
pub(super) const FIRST_OPEN: &str =
    "SELECT at FROM transfer WHERE business = ?1 AND id > ?2 ORDER BY id LIMIT 1";
pub(super) const LAST_OF_MONTH: &str =
    "SELECT coalesce(max(id), ?2) FROM transfer WHERE business = ?1 AND id > ?2 AND at < ?3";
/// Transfers of the commit of the last one belong together, whatever their times are.
pub(super) const LAST_OF_COMMIT: &str = "SELECT coalesce(max(id), ?3) FROM transfer WHERE business = ?1 AND id > ?3 \
     AND first_event BETWEEN 1 AND (SELECT coalesce(max(last_event), 0) FROM transfer \
     WHERE business = ?1 AND id > ?2 AND id <= ?3)";
/// The delivered, priced messages of the transfers after one, up to another.
pub(super) const MONTH_LINES: &str = "SELECT log.category, json_extract(log.evidence, '$.m'), log.price, log.surcharge, count(*) \
     FROM (SELECT min(first_event) AS first, max(last_event) AS last FROM transfer \
     WHERE business = ?1 AND id > ?2 AND id <= ?3 AND kind IN (2, 4)) AS range \
     JOIN event ON event.business = ?1 AND event.seq BETWEEN range.first AND range.last \
     JOIN log ON log.pos = event.pos \
     WHERE event.kind = 1 AND event.status = 2 AND log.kind = 1 AND log.price > 0 \
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
pub(super) const NEXT_NUMBER: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM statement WHERE year = ?1";
pub(super) const INSERT_STATEMENT: &str = "INSERT INTO statement (year, number, business, month, credit, reference, \
     last_transfer, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const NOTED: &str = "SELECT document FROM statement WHERE business = ?1 AND credit = 1 \
     AND month = ?2 AND reference = ?3";
pub(super) const STATEMENTS: &str = "SELECT document, reference FROM statement WHERE (?1 IS NULL OR business = ?1) \
     AND (year, number) > (?2, ?3) ORDER BY year, number LIMIT ?4";

fn read(text: &str) -> Work<Statement> {
    Ok(code::from_json("statement", "", text)?)
}

fn closed(conn: &Connection, business: BusinessId, month: Month) -> Work<Option<Statement>> {
    let mut statement = conn.prepare_cached(CLOSED)?;
    let found: Option<String> =
        statement.query_row((business.0, month.start().0), |row| row.get(0)).optional()?;
    found.as_deref().map(read).transpose()
}

fn before(conn: &Connection, business: BusinessId) -> Work<Before> {
    let mut statement = conn.prepare_cached(LAST_CLOSED)?;
    let last: Option<(i64, i64)> =
        statement.query_row([business.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let after = last.map_or(0, |(_, transfer)| transfer);
    let mut statement = conn.prepare_cached(FIRST_OPEN)?;
    let first_open_at = statement.query_row((business.0, after), |row| row.get(0)).optional()?;
    Ok(Before { last, first_open_at })
}

/// The record, if the month is closed, or what it comes to.
pub(super) fn draft(
    conn: &Connection,
    business: BusinessId,
    month: Month,
    now: Timestamp,
) -> Work<Result<Statement, Draft>> {
    if let Some(done) = closed(conn, business, month)? {
        return Ok(Ok(done));
    }
    let account = accounts::business(conn, business)?.ok_or(StoreError::NotFound("business"))?;
    let after = before(conn, business)?.allows(month, now)?;
    let given = (business.0, after, month.end().0);
    let last: i64 = conn.prepare_cached(LAST_OF_MONTH)?.query_row(given, |row| row.get(0))?;
    let given = (business.0, after, last);
    let last: i64 = conn.prepare_cached(LAST_OF_COMMIT)?.query_row(given, |row| row.get(0))?;
    let mut statement = conn.prepare_cached(MONTH_LINES)?;
    let mut rows = statement.query((business.0, after, last))?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let market: Option<String> = row.get(1)?;
        let of = (row.get(0)?, market.as_deref());
        let read = line(of, (row.get(2)?, row.get(3)?, row.get(4)?));
        lines.push(read.ok_or_else(|| corrupt("log", business, "a price or category is wrong"))?);
    }
    let (cards, none) = (templates::rate_cards(conn)?, no_card());
    let card = in_force(&cards, Timestamp(month.end().0.saturating_sub(1))).unwrap_or(&none);
    Ok(Err(Draft::new((business, account.currency), month, (after, last), lines, card)?))
}

/// Gives a draft its number, and books what it moves.
pub(super) fn close(tx: &mut Tx<'_>, draft: Draft, now: Timestamp) -> Work<Statement> {
    let business = draft.business;
    if let Some(done) = closed(tx.conn, business, draft.month)? {
        return Ok(done);
    }
    let after = before(tx.conn, business)?.allows(draft.month, now)?;
    if after != draft.after {
        return Err(StoreError::Conflict("another month was closed in this moment").into());
    }
    for booking in draft.bookings() {
        move_money(tx, &booking, now)?;
    }
    tx.settle_credit(business, now)?;
    let number = next_number(tx, now)?;
    let statement = draft.statement(number, now);
    insert(tx, &statement, "")?;
    Ok(statement)
}

fn next_number(tx: &Tx<'_>, now: Timestamp) -> Work<StatementNumber> {
    let year = Month::year_of(now);
    let number = tx.conn.prepare_cached(NEXT_NUMBER)?.query_row([year], |row| row.get(0))?;
    Ok(StatementNumber { year, number })
}

fn insert(tx: &Tx<'_>, new: &Statement, reference: &str) -> Work<()> {
    tx.conn.prepare_cached(INSERT_STATEMENT)?.execute(params![
        new.number.year,
        new.number.number,
        new.business.0,
        new.month.start().0,
        i64::from(new.credit.is_some()),
        reference,
        new.last_transfer,
        code::to_json(new)?,
    ])?;
    Ok(())
}

/// Gives money back once, with a note.
pub(super) fn give_credit(
    tx: &mut Tx<'_>,
    request: &CreditRequest,
    now: Timestamp,
) -> Work<Statement> {
    let (business, reference) = (request.business, request.reference.as_str());
    let currency = tx.business(business)?.ok_or(StoreError::NotFound("business"))?.currency;
    let given = (business.0, request.month.start().0, reference);
    let noted: Option<String> =
        tx.conn.prepare_cached(NOTED)?.query_row(given, |row| row.get(0)).optional()?;
    if let Some(noted) = noted {
        return read(&noted);
    }
    let mut done = tx.conn.prepare_cached(TOP_UP_DONE)?;
    if done.query_row((business.0, reference), |row| row.get::<_, i64>(0)).optional()?.is_some() {
        return Err(StoreError::Conflict("the reference is in use").into());
    }
    drop(done);
    let moved = move_money(tx, &request.booking()?, now)?;
    let transfer = moved.ok_or(StoreError::Conflict("there is nothing to give back"))?;
    tx.conn.prepare_cached(INSERT_TOP_UP)?.execute((business.0, reference, transfer.id))?;
    tx.settle_credit(business, now)?;
    let corrects = closed(tx.conn, business, request.month)?.map(|statement| statement.number);
    let numbers = (next_number(tx, now)?, corrects);
    let note = request.note(numbers, (transfer.id, transfer.amount), currency, now);
    insert(tx, &note, reference)?;
    Ok(note)
}

pub(super) fn statements(
    conn: &Connection,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<Statement>> {
    let all = referenced(conn, business, after, limit)?;
    Ok(all.into_iter().map(|line| line.is).collect())
}

fn referenced(
    conn: &Connection,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<StatementLine>> {
    let mut statement = conn.prepare_cached(STATEMENTS)?;
    let after = after.map_or((0, 0), |after| (after.year, after.number));
    let mut rows = statement.query((business.map(|id| id.0), after.0, after.1, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let is = read(&row.get::<_, String>(0)?)?;
        found.push(StatementLine { reference: row.get(1)?, is });
    }
    Ok(found)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    for line in referenced(conn, None, None, u32::MAX)? {
        lines.line("statement", &line)?;
    }
    Ok(())
}

#[async_trait]
impl BillingStore for SqliteStore {
    async fn close_month(
        &self,
        business: BusinessId,
        month: Month,
        now: Timestamp,
    ) -> port::Result<Statement> {
        match self.readers.run(move |conn| draft(conn, business, month, now)).await? {
            Ok(done) => Ok(done),
            Err(draft) => self.writer.run(1, move |tx| close(tx, draft, now)).await,
        }
    }
    async fn give_credit(&self, request: CreditRequest, now: Timestamp) -> port::Result<Statement> {
        self.writer.run(1, move |tx| give_credit(tx, &request, now)).await
    }
    async fn statements(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> port::Result<Vec<Statement>> {
        self.readers.run(move |conn| statements(conn, business, after, limit)).await
    }
}
