//! Payments that went back.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::money::{end_booking, locked, move_money};
use super::session::{BEGIN, COMMIT, Session, on, transact};
use crate::log::code;
use crate::log::export::Lines;
use crate::log::money::loss_of;
use crate::port::{self, ReturnStore, StoreError};
use crate::record::{BackLine, PaymentBack, WentBack};
use async_trait::async_trait;
use kurier_policy::advance::Advance;
use kurier_policy::money::Micros;
use kurier_policy::time::Timestamp;
use tokio_postgres::Row;

pub(super) const OF_PAYMENT: &str =
    "SELECT data FROM advance WHERE reference = $1 ORDER BY year, number LIMIT 1";
pub(super) const KNOWN: &str = "SELECT payment, reason, total, is_final FROM payment_back \
     WHERE payment = $1 AND reason = $2";
pub(super) const PUT: &str = "INSERT INTO payment_back (payment, reason, total, is_final) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (payment, reason) DO UPDATE SET total = excluded.total, is_final = excluded.is_final";
pub(super) const ALL: &str = "SELECT payment, reason, total, is_final FROM payment_back \
     ORDER BY payment COLLATE \"C\", reason COLLATE \"C\"";

fn line_at(row: &Row) -> Work<BackLine> {
    Ok(BackLine {
        payment: row.try_get(0)?,
        reason: row.try_get(1)?,
        total: Micros(row.try_get(2)?),
        is_final: row.try_get::<_, i64>(3)? != 0,
    })
}

async fn of_payment(session: &Session, reference: &str) -> Work<Option<Advance>> {
    let Some(row) = session.one(OF_PAYMENT, &[&reference]).await? else { return Ok(None) };
    Ok(Some(code::from_json("advance", "", row.try_get(0)?)?))
}

async fn put(session: &Session, line: &BackLine) -> Work<()> {
    let is_final = i64::from(line.is_final);
    session.run(PUT, &[&line.payment, &line.reason, &line.total.0, &is_final]).await?;
    Ok(())
}

/// The head of the business is locked before what is known is read: of two that say the same, the second sees the first.
async fn give_back(store: &PostgresStore, back: &PaymentBack, now: Timestamp) -> Work<WentBack> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let of = of_payment(session, &back.payment).await?;
        let of = of.ok_or(StoreError::NotFound("payment"))?;
        let business = of.business;
        let mut head = locked(session, business).await?;
        let row = session.one(KNOWN, &[&back.payment, &back.reason]).await?;
        let known = row.as_ref().map(line_at).transpose()?;
        let Some((gross, line)) = back.after(known.as_ref()) else {
            session.batch(COMMIT).await?;
            return Ok(WentBack { business, gross: Micros::ZERO });
        };
        for booking in back.bookings(&of, gross) {
            let moved = move_money(session, &mut head, &booking, now).await?;
            if let Some(loss) = loss_of(&booking, moved.as_ref()) {
                move_money(session, &mut head, &loss, now).await?;
            }
        }
        end_booking(session, business, &mut head, now).await?;
        put(session, &line).await?;
        session.batch(COMMIT).await?;
        Ok(WentBack { business, gross })
    })
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    for row in &session.query(ALL, &[]).await? {
        lines.line("payment_back", &line_at(row)?)?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &BackLine) -> Work<()> {
    put(session, line).await
}

#[async_trait]
impl ReturnStore for PostgresStore {
    async fn advance_of_payment(&self, reference: String) -> port::Result<Option<Advance>> {
        on!(self, session => of_payment(session, &reference))
    }
    async fn give_back(&self, back: PaymentBack, now: Timestamp) -> port::Result<WentBack> {
        self.ensure_open()?;
        give_back(self, &back, now).await.map_err(Fault::into_store_error)
    }
}
