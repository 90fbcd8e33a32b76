//! Payments that went back.

use super::SqliteStore;
use super::fault::Work;
use super::money::move_money;
use super::tx::Tx;
use crate::log::code;
use crate::log::export::Lines;
use crate::log::money::loss_of;
use crate::port::{self, ReturnStore, StoreError};
use crate::record::{BackLine, PaymentBack, WentBack};
use async_trait::async_trait;
use kurier_policy::advance::Advance;
use kurier_policy::money::Micros;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

pub(super) const OF_PAYMENT: &str =
    "SELECT data FROM advance WHERE reference = ?1 ORDER BY year, number LIMIT 1";
pub(super) const KNOWN: &str = "SELECT payment, reason, total, is_final FROM payment_back \
     WHERE payment = ?1 AND reason = ?2";
pub(super) const PUT: &str = "INSERT INTO payment_back (payment, reason, total, is_final) VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (payment, reason) DO UPDATE SET total = excluded.total, is_final = excluded.is_final";
pub(super) const ALL: &str =
    "SELECT payment, reason, total, is_final FROM payment_back ORDER BY payment, reason";

fn line_at(row: &Row<'_>) -> rusqlite::Result<BackLine> {
    Ok(BackLine {
        payment: row.get(0)?,
        reason: row.get(1)?,
        total: Micros(row.get(2)?),
        is_final: row.get::<_, i64>(3)? != 0,
    })
}

fn of_payment(conn: &Connection, reference: &str) -> Work<Option<Advance>> {
    let mut statement = conn.prepare_cached(OF_PAYMENT)?;
    let data: Option<String> = statement.query_row([reference], |row| row.get(0)).optional()?;
    Ok(data.as_deref().map(|data| code::from_json("advance", "", data)).transpose()?)
}

fn give_back(tx: &mut Tx<'_>, back: &PaymentBack, now: Timestamp) -> Work<WentBack> {
    let of = of_payment(tx.conn, &back.payment)?.ok_or(StoreError::NotFound("payment"))?;
    let given = (back.payment.as_str(), back.reason.as_str());
    let known = tx.conn.prepare_cached(KNOWN)?.query_row(given, line_at).optional()?;
    let business = of.business;
    let Some((gross, line)) = back.after(known.as_ref()) else {
        return Ok(WentBack { business, gross: Micros::ZERO });
    };
    for booking in back.bookings(&of, gross) {
        let moved = move_money(tx, &booking, now)?;
        if let Some(loss) = loss_of(&booking, moved.as_ref()) {
            move_money(tx, &loss, now)?;
        }
    }
    tx.settle_credit(business, now)?;
    let given =
        (line.payment.as_str(), line.reason.as_str(), line.total.0, i64::from(line.is_final));
    tx.conn.prepare_cached(PUT)?.execute(given)?;
    Ok(WentBack { business, gross })
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("payment_back", &line_at(row)?)?;
    }
    Ok(())
}

#[async_trait]
impl ReturnStore for SqliteStore {
    async fn advance_of_payment(&self, reference: String) -> port::Result<Option<Advance>> {
        self.readers.run(move |conn| of_payment(conn, &reference)).await
    }
    async fn give_back(&self, back: PaymentBack, now: Timestamp) -> port::Result<WentBack> {
        self.writer.run(1, move |tx| give_back(tx, &back, now)).await
    }
}
