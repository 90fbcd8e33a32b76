//! What is on invoices, the documents that were issued, and payments that have one.

use super::SqliteStore;
use super::fault::Work;
use super::money::{INSERT_TOP_UP, TOP_UP_DONE, move_money, transfers};
use super::tx::Tx;
use crate::log::code;
use crate::log::export::Lines;
use crate::port::{self, InvoiceStore, StoreError};
use crate::record::{DetailsLine, Issued, PaidIn, PaymentIn};
use async_trait::async_trait;
use kurier_policy::advance::{self, Advance};
use kurier_policy::id::BusinessId;
use kurier_policy::statement::{Month, StatementNumber};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const DETAILS: &str = "SELECT data FROM billing_details WHERE business = ?1";
pub(super) const SET_DETAILS: &str = "INSERT INTO billing_details (business, data) VALUES (?1, ?2) \
     ON CONFLICT (business) DO UPDATE SET data = excluded.data";
pub(super) const ALL_DETAILS: &str = "SELECT business, data FROM billing_details ORDER BY business";
pub(super) const ISSUE: &str = "INSERT INTO invoice (number, business, at, document) VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (number) DO NOTHING";
pub(super) const ISSUED: &str =
    "SELECT number, business, at, document FROM invoice WHERE number = ?1";
pub(super) const ALL_ISSUED: &str =
    "SELECT number, business, at, document FROM invoice ORDER BY number";
pub(super) const ADVANCE_OF: &str =
    "SELECT data FROM advance WHERE business = ?1 AND reference = ?2";
pub(super) const NEXT_ADVANCE: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM advance WHERE year = ?1";
pub(super) const INSERT_ADVANCE: &str =
    "INSERT INTO advance (year, number, business, reference, data) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const ADVANCES: &str = "SELECT data FROM advance WHERE (?1 IS NULL OR business = ?1) \
     AND (year, number) > (?2, ?3) ORDER BY year, number LIMIT ?4";

/// The operator's details stand under the id of no business.
fn key(of: Option<BusinessId>) -> i64 {
    of.map_or(0, |business| business.0)
}

fn issued_at(row: &Row<'_>) -> rusqlite::Result<Issued> {
    Ok(Issued {
        number: row.get(0)?,
        business: BusinessId(row.get(1)?),
        at: Timestamp(row.get(2)?),
        document: row.get(3)?,
    })
}

fn issued(conn: &Connection, number: &str) -> Work<Option<Issued>> {
    Ok(conn.prepare_cached(ISSUED)?.query_row([number], issued_at).optional()?)
}

fn issue(tx: &mut Tx<'_>, new: &Issued) -> Work<Issued> {
    let given = params![new.number, new.business.0, new.at.0, new.document];
    tx.conn.prepare_cached(ISSUE)?.execute(given)?;
    Ok(issued(tx.conn, &new.number)?.ok_or(StoreError::NotFound("invoice"))?)
}

fn set_details(tx: &mut Tx<'_>, of: Option<BusinessId>, data: &str) -> Work<()> {
    if let Some(business) = of
        && tx.business(business)?.is_none()
    {
        return Err(StoreError::NotFound("business").into());
    }
    tx.conn.prepare_cached(SET_DETAILS)?.execute((key(of), data))?;
    Ok(())
}

pub(super) fn read(text: &str) -> Work<Advance> {
    Ok(code::from_json("advance", "", text)?)
}

/// Books a payment once, and draws the number of its advance.
fn pay_in(tx: &mut Tx<'_>, payment: &PaymentIn, now: Timestamp) -> Work<PaidIn> {
    let (business, reference) = (payment.business, payment.reference.as_str());
    let currency = tx.business(business)?.ok_or(StoreError::NotFound("business"))?.currency;
    let given = (business.0, reference);
    let done: Option<i64> =
        tx.conn.prepare_cached(TOP_UP_DONE)?.query_row(given, |row| row.get(0)).optional()?;
    if let Some(id) = done {
        let transfer = transfers(tx.conn, business, id.saturating_sub(1), 1)?.pop();
        let kept: Option<String> =
            tx.conn.prepare_cached(ADVANCE_OF)?.query_row(given, |row| row.get(0)).optional()?;
        let advance = kept.as_deref().map(read).transpose()?;
        return Ok(PaidIn { is_new: false, transfer, advance });
    }
    let owed = kurier_policy::money::Micros(tx.money(business, currency).1);
    let mut paid = PaidIn { is_new: true, transfer: None, advance: None };
    for booking in payment.bookings() {
        let Some(moved) = move_money(tx, &booking, now)? else { continue };
        let given = (business.0, booking.reference.as_str(), moved.id);
        tx.conn.prepare_cached(INSERT_TOP_UP)?.execute(given)?;
        paid.transfer = paid.transfer.or(Some(moved));
    }
    tx.settle_credit(business, now)?;
    let transfer = paid.transfer.as_ref().map_or(0, |transfer| transfer.id);
    if let Some((net, vat)) = advance::beyond(payment.net, payment.vat, owed) {
        let number = next_number(tx.conn, now)?;
        let (channel, reference) = (payment.channel, payment.reference.clone());
        let received_at = now;
        let new = Advance {
            number,
            business,
            channel,
            reference,
            transfer,
            received_at,
            currency,
            net,
            vat,
        };
        insert(tx.conn, &new)?;
        paid.advance = Some(new);
    }
    Ok(paid)
}

pub(super) fn next_number(conn: &Connection, now: Timestamp) -> Work<StatementNumber> {
    let year = Month::year_of(now);
    let number = conn.prepare_cached(NEXT_ADVANCE)?.query_row([year], |row| row.get(0))?;
    Ok(StatementNumber { year, number })
}

pub(super) fn insert(conn: &Connection, new: &Advance) -> Work<()> {
    let (number, data) = (new.number, code::to_json(new)?);
    let given = (number.year, number.number, new.business.0, new.reference.as_str(), data);
    conn.prepare_cached(INSERT_ADVANCE)?.execute(given)?;
    Ok(())
}

fn advances(
    conn: &Connection,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<Advance>> {
    let after = after.map_or((0, 0), |after| (after.year, after.number));
    let mut statement = conn.prepare_cached(ADVANCES)?;
    let mut rows = statement.query((business.map(|id| id.0), after.0, after.1, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL_DETAILS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line = DetailsLine { business: row.get(0)?, data: row.get(1)? };
        lines.line("billing_details", &line)?;
    }
    let mut statement = conn.prepare(ALL_ISSUED)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("invoice", &issued_at(row)?)?;
    }
    for line in advances(conn, None, None, u32::MAX)? {
        lines.line("advance", &line)?;
    }
    Ok(())
}

#[async_trait]
impl InvoiceStore for SqliteStore {
    async fn billing_details(&self, of: Option<BusinessId>) -> port::Result<Option<String>> {
        let details = move |conn: &Connection| {
            let mut statement = conn.prepare_cached(DETAILS)?;
            Ok(statement.query_row([key(of)], |row| row.get(0)).optional()?)
        };
        self.readers.run(details).await
    }
    async fn set_billing_details(&self, of: Option<BusinessId>, data: String) -> port::Result<()> {
        self.writer.run(1, move |tx| set_details(tx, of, &data)).await
    }
    async fn issue(&self, document: Issued) -> port::Result<Issued> {
        self.writer.run(1, move |tx| issue(tx, &document)).await
    }
    async fn issued(&self, number: String) -> port::Result<Option<Issued>> {
        self.readers.run(move |conn| issued(conn, &number)).await
    }
    async fn pay_in(&self, payment: PaymentIn, now: Timestamp) -> port::Result<PaidIn> {
        self.writer.run(1, move |tx| pay_in(tx, &payment, now)).await
    }
    async fn advances(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> port::Result<Vec<Advance>> {
        self.readers.run(move |conn| advances(conn, business, after, limit)).await
    }
}
