//! Payments that went back, and payments that nobody's balance has.

use super::PostgresStore;
use super::billing::LOCK_NUMBERS;
use super::fault::{Fault, Work};
use super::invoices::{ADVANCE_OF, insert as insert_advance, next_number, read as read_advance};
use super::money::{end_booking, locked, move_money};
use super::session::{BEGIN, COMMIT, Session, on, transact};
use crate::log::code;
use crate::log::export::Lines as Export;
use crate::log::payback::{Lines, Paper, again, is_payment, returned};
use crate::port::{self, ReturnStore, StoreError};
use crate::record::{BackBooking, BackDone, PaymentFound, Stray};
use async_trait::async_trait;
use kurier_policy::advance::{Advance, Return};
use kurier_policy::id::BusinessId;
use kurier_policy::money::Micros;
use kurier_policy::payback::Back;
use kurier_policy::statement::{Month, StatementNumber};
use kurier_policy::time::Timestamp;
use serde::de::DeserializeOwned;
use tokio_postgres::types::ToSql;

pub(super) const PAYER: &str =
    "SELECT business FROM top_up WHERE reference = $1 ORDER BY business LIMIT 1";
pub(super) const PAID: &str = "SELECT coalesce(sum(transfer.amount), 0)::bigint FROM top_up \
     JOIN transfer ON transfer.business = top_up.business AND transfer.id = top_up.transfer \
     WHERE top_up.business = $1 AND top_up.reference IN ($2::text, $2::text || ':vat', $2::text || ':left')";
pub(super) const BACKS: &str =
    "SELECT data FROM payment_back WHERE payment = $1 ORDER BY reason COLLATE \"C\" LIMIT 1000";
pub(super) const BACK: &str = "SELECT data FROM payment_back WHERE payment = $1 AND reason = $2";
pub(super) const PUT_BACK: &str = "INSERT INTO payment_back (payment, reason, data) VALUES ($1, $2, $3) \
     ON CONFLICT (payment, reason) DO UPDATE SET data = excluded.data";
pub(super) const ALL_BACKS: &str =
    "SELECT data FROM payment_back ORDER BY payment COLLATE \"C\", reason COLLATE \"C\"";
pub(super) const NEXT_RETURN: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM payment_return WHERE year = $1";
pub(super) const INSERT_RETURN: &str =
    "INSERT INTO payment_return (year, number, business, data) VALUES ($1, $2, $3, $4)";
pub(super) const RETURNS: &str = "SELECT data FROM payment_return WHERE ($1::bigint IS NULL OR business = $1) \
     AND (year, number) > ($2, $3) ORDER BY year, number LIMIT $4";
pub(super) const STRAY: &str = "SELECT data FROM payment_stray WHERE payment = $1";
pub(super) const NEXT_STRAY: &str = "SELECT coalesce(max(number), 0) + 1 FROM payment_stray";
pub(super) const PUT_STRAY: &str = "INSERT INTO payment_stray (number, payment, data) VALUES ($1, $2, $3) \
     ON CONFLICT (number) DO UPDATE SET data = excluded.data";
pub(super) const STRAYS: &str =
    "SELECT data FROM payment_stray WHERE number > $1 ORDER BY number LIMIT $2";

/// Rows of one column of JSON.
async fn documents<T: DeserializeOwned>(
    session: &Session,
    sql: &'static str,
    given: &[&(dyn ToSql + Sync)],
    table: &'static str,
) -> Work<Vec<T>> {
    let rows = session.query(sql, given).await?;
    rows.iter().map(|row| Ok(code::from_json(table, "", row.try_get(0)?)?)).collect()
}

async fn payment(session: &Session, name: &str) -> Work<Option<PaymentFound>> {
    let Some(row) = session.one(PAYER, &[&name]).await? else { return Ok(None) };
    let business: i64 = row.try_get(0)?;
    let row = session.one(PAID, &[&business, &name]).await?;
    let paid = row.map_or(Ok(0), |row| row.try_get(0))?;
    let kept = session.one(ADVANCE_OF, &[&business, &name]).await?;
    let advance = kept.map(|row| read_advance(row.try_get(0)?)).transpose()?;
    Ok(Some(PaymentFound { business: BusinessId(business), paid: Micros(paid), advance }))
}

async fn put_back(session: &Session, line: &Back) -> Work<()> {
    let data = code::to_json(line)?;
    session.run(PUT_BACK, &[&line.payment, &line.reason, &data]).await?;
    Ok(())
}

/// All who change lines or strays go one after the other, or one would write over what another booked.
async fn note_back(store: &PostgresStore, told: &Back) -> Work<Back> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_NUMBERS, &[]).await?;
        let given: &[&(dyn ToSql + Sync)] = &[&told.payment, &told.reason];
        let known: Option<Back> = documents(session, BACK, given, "payment_back").await?.pop();
        let line = known.clone().map_or_else(|| told.clone(), |known| known.after(told));
        if known.as_ref() != Some(&line) {
            put_back(session, &line).await?;
        }
        session.batch(COMMIT).await?;
        Ok(line)
    })
}

async fn book_back(store: &PostgresStore, of: &BackBooking, now: Timestamp) -> Work<BackDone> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut head = locked(session, of.business).await?;
        session.one(LOCK_NUMBERS, &[]).await?;
        let found = payment(session, &of.payment).await?;
        let found = found.filter(|found| found.business == of.business);
        let advance = found.ok_or(StoreError::NotFound("payment"))?.advance;
        let all = documents(session, BACKS, &[&of.payment], "payment_back").await?;
        let mut lines = Lines::new(all, of, advance.as_ref())?;
        let mut transfer = 0;
        for (kind, amount) in lines.moves(of, head.prepaid)? {
            let moved = move_money(session, &mut head, &of.booking(kind, amount), now).await?;
            if let Some(moved) = moved.filter(|_| is_payment(kind)) {
                transfer = moved.id;
            }
        }
        let currency = head.currency;
        end_booking(session, of.business, &mut head, now).await?;
        let mut done = BackDone { is_taken: lines.is_taken(), ..BackDone::default() };
        match (lines.paper(of), advance) {
            (Some(Paper::Return(net, vat)), Some(advance)) => {
                done.note = Some(write_return(session, of, &advance, (net, vat), now).await?);
            }
            (Some(Paper::Advance(net, vat)), _) => {
                let number = next_number(session, now).await?;
                let new = again(of, (number, net, vat), transfer, (currency, now));
                insert_advance(session, &new).await?;
                done.advance = Some(new);
            }
            _ => {}
        }
        for line in lines.changed() {
            put_back(session, line).await?;
        }
        session.batch(COMMIT).await?;
        Ok(done)
    })
}

async fn write_return(
    session: &Session,
    of: &BackBooking,
    advance: &Advance,
    (net, vat): (Micros, Micros),
    now: Timestamp,
) -> Work<Return> {
    let year = Month::year_of(now);
    let row = session.one(NEXT_RETURN, &[&year]).await?;
    let number = row.map_or(Ok(1), |row| row.try_get(0))?;
    let new = returned(of, advance, (StatementNumber { year, number }, net, vat), now);
    insert_return(session, &new).await?;
    Ok(new)
}

async fn insert_return(session: &Session, new: &Return) -> Work<()> {
    let data = code::to_json(new)?;
    let given: &[&(dyn ToSql + Sync)] =
        &[&new.number.year, &new.number.number, &new.business.0, &data];
    session.run(INSERT_RETURN, given).await?;
    Ok(())
}

async fn returns(
    session: &Session,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<Return>> {
    let after = after.map_or((0, 0), |after| (after.year, after.number));
    let (business, limit) = (business.map(|id| id.0), i64::from(limit));
    let given: &[&(dyn ToSql + Sync)] = &[&business, &after.0, &after.1, &limit];
    documents(session, RETURNS, given, "payment_return").await
}

async fn stray(session: &Session, name: &str) -> Work<Option<Stray>> {
    Ok(documents(session, STRAY, &[&name], "payment_stray").await?.pop())
}

async fn strays(session: &Session, after: i64, limit: u32) -> Work<Vec<Stray>> {
    documents(session, STRAYS, &[&after, &i64::from(limit)], "payment_stray").await
}

async fn put_stray(session: &Session, stray: &Stray) -> Work<()> {
    let data = code::to_json(stray)?;
    session.run(PUT_STRAY, &[&stray.number, &stray.payment, &data]).await?;
    Ok(())
}

async fn keep_stray(store: &PostgresStore, new: &Stray) -> Work<Stray> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_NUMBERS, &[]).await?;
        if let Some(kept) = stray(session, &new.payment).await? {
            session.batch(COMMIT).await?;
            return Ok(kept);
        }
        let row = session.one(NEXT_STRAY, &[]).await?;
        let number = row.map_or(Ok(1), |row| row.try_get(0))?;
        let kept = Stray { number, ..new.clone() };
        put_stray(session, &kept).await?;
        session.batch(COMMIT).await?;
        Ok(kept)
    })
}

async fn place_stray(store: &PostgresStore, name: &str, business: BusinessId) -> Work<Stray> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_NUMBERS, &[]).await?;
        let mut kept = stray(session, name).await?.ok_or(StoreError::NotFound("payment"))?;
        if kept.placed.is_some_and(|other| other != business) {
            return Err(StoreError::Conflict("payment").into());
        }
        kept.placed = Some(business);
        put_stray(session, &kept).await?;
        session.batch(COMMIT).await?;
        Ok(kept)
    })
}

pub(super) async fn export(session: &Session, lines: &mut Export) -> Work<()> {
    for line in documents::<Back>(session, ALL_BACKS, &[], "payment_back").await? {
        lines.line("payment_back", &line)?;
    }
    for line in returns(session, None, None, u32::MAX).await? {
        lines.line("payment_return", &line)?;
    }
    for line in strays(session, 0, u32::MAX).await? {
        lines.line("payment_stray", &line)?;
    }
    Ok(())
}

pub(super) async fn import_back(session: &Session, line: &Back) -> Work<()> {
    put_back(session, line).await
}

pub(super) async fn import_return(session: &Session, line: &Return) -> Work<()> {
    insert_return(session, line).await
}

pub(super) async fn import_stray(session: &Session, line: &Stray) -> Work<()> {
    put_stray(session, line).await
}

#[async_trait]
impl ReturnStore for PostgresStore {
    async fn payment(&self, name: String) -> port::Result<Option<PaymentFound>> {
        on!(self, session => payment(session, &name))
    }
    async fn note_back(&self, told: Back) -> port::Result<Back> {
        self.ensure_open()?;
        note_back(self, &told).await.map_err(Fault::into_store_error)
    }
    async fn backs(&self, name: String) -> port::Result<Vec<Back>> {
        on!(self, session => documents(session, BACKS, &[&name], "payment_back"))
    }
    async fn book_back(&self, booking: BackBooking, now: Timestamp) -> port::Result<BackDone> {
        self.ensure_open()?;
        book_back(self, &booking, now).await.map_err(Fault::into_store_error)
    }
    async fn returns(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> port::Result<Vec<Return>> {
        on!(self, session => returns(session, business, after, limit))
    }
    async fn keep_stray(&self, new: Stray) -> port::Result<Stray> {
        self.ensure_open()?;
        keep_stray(self, &new).await.map_err(Fault::into_store_error)
    }
    async fn stray(&self, name: String) -> port::Result<Option<Stray>> {
        on!(self, session => stray(session, &name))
    }
    async fn strays(&self, after: i64, limit: u32) -> port::Result<Vec<Stray>> {
        on!(self, session => strays(session, after, limit))
    }
    async fn place_stray(&self, name: String, business: BusinessId) -> port::Result<Stray> {
        self.ensure_open()?;
        place_stray(self, &name, business).await.map_err(Fault::into_store_error)
    }
}
