//! What is on invoices, the documents that were issued, and payments that have one.

use super::PostgresStore;
use super::billing::LOCK_NUMBERS;
use super::fault::{Fault, Work};
use super::money::{INSERT_TOP_UP, TOP_UP_DONE, end_booking, locked, move_money, transfers};
use super::session::{BEGIN, COMMIT, Session, on, transact};
use crate::log::code;
use crate::log::export::Lines;
use crate::port::{self, InvoiceStore, StoreError};
use crate::record::{DetailsLine, Issued, PaidIn, PaymentIn};
use async_trait::async_trait;
use kurier_policy::advance::{self, Advance};
use kurier_policy::id::BusinessId;
use kurier_policy::money::Micros;
use kurier_policy::statement::{Month, StatementNumber};
use kurier_policy::time::Timestamp;
use tokio_postgres::Row;

pub(super) const DETAILS: &str = "SELECT data FROM billing_details WHERE business = $1";
pub(super) const SET_DETAILS: &str = "INSERT INTO billing_details (business, data) VALUES ($1, $2) \
     ON CONFLICT (business) DO UPDATE SET data = excluded.data";
pub(super) const IS_BUSINESS: &str = "SELECT 1 FROM business WHERE id = $1";
pub(super) const ALL_DETAILS: &str = "SELECT business, data FROM billing_details ORDER BY business";
pub(super) const ISSUE: &str = "INSERT INTO invoice (number, business, at, document) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (number) DO NOTHING";
pub(super) const ISSUED: &str =
    "SELECT number, business, at, document FROM invoice WHERE number = $1";
pub(super) const ALL_ISSUED: &str =
    "SELECT number, business, at, document FROM invoice ORDER BY number COLLATE \"C\"";
pub(super) const ADVANCE_OF: &str =
    "SELECT data FROM advance WHERE business = $1 AND reference = $2";
pub(super) const NEXT_ADVANCE: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM advance WHERE year = $1";
pub(super) const INSERT_ADVANCE: &str =
    "INSERT INTO advance (year, number, business, reference, data) VALUES ($1, $2, $3, $4, $5)";
pub(super) const ADVANCES: &str = "SELECT data FROM advance WHERE ($1::bigint IS NULL OR business = $1) \
     AND (year, number) > ($2, $3) ORDER BY year, number LIMIT $4";

/// The operator's details stand under the id of no business.
fn key(of: Option<BusinessId>) -> i64 {
    of.map_or(0, |business| business.0)
}

fn issued_at(row: &Row) -> Work<Issued> {
    Ok(Issued {
        number: row.try_get(0)?,
        business: BusinessId(row.try_get(1)?),
        at: Timestamp(row.try_get(2)?),
        document: row.try_get(3)?,
    })
}

async fn details(session: &Session, of: Option<BusinessId>) -> Work<Option<String>> {
    let row = session.one(DETAILS, &[&key(of)]).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

async fn set_details(session: &Session, of: Option<BusinessId>, data: &str) -> Work<()> {
    if let Some(business) = of
        && session.one(IS_BUSINESS, &[&business.0]).await?.is_none()
    {
        return Err(StoreError::NotFound("business").into());
    }
    session.run(SET_DETAILS, &[&key(of), &data]).await?;
    Ok(())
}

async fn issued(session: &Session, number: &str) -> Work<Option<Issued>> {
    let row = session.one(ISSUED, &[&number]).await?;
    row.as_ref().map(issued_at).transpose()
}

async fn put(session: &Session, new: &Issued) -> Work<()> {
    session.run(ISSUE, &[&new.number, &new.business.0, &new.at.0, &new.document]).await?;
    Ok(())
}

async fn issue(session: &Session, new: &Issued) -> Work<Issued> {
    put(session, new).await?;
    Ok(issued(session, &new.number).await?.ok_or(StoreError::NotFound("invoice"))?)
}

pub(super) fn read(text: &str) -> Work<Advance> {
    Ok(code::from_json("advance", "", text)?)
}

/// Books a payment once, and draws the number of its advance.
async fn pay_in(store: &PostgresStore, payment: &PaymentIn, now: Timestamp) -> Work<PaidIn> {
    let (business, reference) = (payment.business, payment.reference.as_str());
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut head = locked(session, business).await?;
        if let Some(row) = session.one(TOP_UP_DONE, &[&business.0, &reference]).await? {
            let id: i64 = row.try_get(0)?;
            let transfer = transfers(session, business, id.saturating_sub(1), 1).await?.pop();
            let kept = session.one(ADVANCE_OF, &[&business.0, &reference]).await?;
            let advance = kept.map(|row| read(row.try_get(0)?)).transpose()?;
            session.batch(COMMIT).await?;
            return Ok(PaidIn { is_new: false, transfer, advance });
        }
        let (owed, currency) = (Micros(head.owed), head.currency);
        let mut paid = PaidIn { is_new: true, transfer: None, advance: None };
        for booking in payment.bookings() {
            let moved = move_money(session, &mut head, &booking, now).await?;
            let Some(moved) = moved else { continue };
            let given = booking.reference.as_str();
            session.run(INSERT_TOP_UP, &[&business.0, &given, &moved.id]).await?;
            paid.transfer = paid.transfer.or(Some(moved));
        }
        end_booking(session, business, &mut head, now).await?;
        let transfer = paid.transfer.as_ref().map_or(0, |transfer| transfer.id);
        if let Some((net, vat)) = advance::beyond(payment.net, payment.vat, owed) {
            let number = next_number(session, now).await?;
            let (channel, reference) = (payment.channel, payment.reference.clone());
            let received_at = now;
            let new = Advance {
                number, business, channel, reference, transfer, received_at, currency, net, vat,
            };
            insert(session, &new).await?;
            paid.advance = Some(new);
        }
        session.batch(COMMIT).await?;
        Ok(paid)
    })
}

pub(super) async fn next_number(session: &Session, now: Timestamp) -> Work<StatementNumber> {
    session.one(LOCK_NUMBERS, &[]).await?;
    let year = Month::year_of(now);
    let row = session.one(NEXT_ADVANCE, &[&year]).await?;
    let number = row.map_or(Ok(1), |row| row.try_get(0))?;
    Ok(StatementNumber { year, number })
}

pub(super) async fn insert(session: &Session, new: &Advance) -> Work<()> {
    let (number, data) = (new.number, code::to_json(new)?);
    let given: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&number.year, &number.number, &new.business.0, &new.reference, &data];
    session.run(INSERT_ADVANCE, &given).await?;
    Ok(())
}

async fn advances(
    session: &Session,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<Advance>> {
    let after = after.map_or((0, 0), |after| (after.year, after.number));
    let (business, limit) = (business.map(|id| id.0), i64::from(limit));
    let rows = session.query(ADVANCES, &[&business, &after.0, &after.1, &limit]).await?;
    rows.iter().map(|row| read(row.try_get(0)?)).collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    for row in &session.query(ALL_DETAILS, &[]).await? {
        let line = DetailsLine { business: row.try_get(0)?, data: row.try_get(1)? };
        lines.line("billing_details", &line)?;
    }
    for row in &session.query(ALL_ISSUED, &[]).await? {
        lines.line("invoice", &issued_at(row)?)?;
    }
    for line in advances(session, None, None, u32::MAX).await? {
        lines.line("advance", &line)?;
    }
    Ok(())
}

pub(super) async fn import_details(session: &Session, line: &DetailsLine) -> Work<()> {
    session.run(SET_DETAILS, &[&line.business, &line.data]).await?;
    Ok(())
}

pub(super) async fn import_issued(session: &Session, line: &Issued) -> Work<()> {
    put(session, line).await
}

pub(super) async fn import_advance(session: &Session, line: &Advance) -> Work<()> {
    insert(session, line).await
}

#[async_trait]
impl InvoiceStore for PostgresStore {
    async fn billing_details(&self, of: Option<BusinessId>) -> port::Result<Option<String>> {
        on!(self, session => details(session, of))
    }
    async fn set_billing_details(&self, of: Option<BusinessId>, data: String) -> port::Result<()> {
        on!(self, session => set_details(session, of, &data))
    }
    async fn issue(&self, document: Issued) -> port::Result<Issued> {
        on!(self, session => issue(session, &document))
    }
    async fn issued(&self, number: String) -> port::Result<Option<Issued>> {
        on!(self, session => issued(session, &number))
    }
    async fn pay_in(&self, payment: PaymentIn, now: Timestamp) -> port::Result<PaidIn> {
        self.ensure_open()?;
        pay_in(self, &payment, now).await.map_err(Fault::into_store_error)
    }
    async fn advances(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> port::Result<Vec<Advance>> {
        on!(self, session => advances(session, business, after, limit))
    }
}
