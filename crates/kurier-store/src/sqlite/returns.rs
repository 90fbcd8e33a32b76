//! Payments that went back, and payments that nobody's balance has.

use super::SqliteStore;
use super::fault::Work;
use super::invoices::{ADVANCE_OF, insert as insert_advance, next_number, read as read_advance};
use super::money::move_money;
use super::tx::Tx;
use crate::log::code;
use crate::log::export::Lines as Export;
use crate::log::payback::{Lines, Paper, again, is_payment, returned};
use crate::port::{self, ReturnStore, StoreError};
use crate::record::{BackBooking, BackDone, PaymentFound, Stray};
use async_trait::async_trait;
use kurier_policy::advance::Return;
use kurier_policy::id::BusinessId;
use kurier_policy::money::Micros;
use kurier_policy::payback::Back;
use kurier_policy::statement::{Month, StatementNumber};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;

pub(super) const PAYER: &str =
    "SELECT business FROM top_up WHERE reference = ?1 ORDER BY business LIMIT 1";
pub(super) const PAID: &str = "SELECT coalesce(sum(transfer.amount), 0) FROM top_up \
     JOIN transfer ON transfer.business = top_up.business AND transfer.id = top_up.transfer \
     WHERE top_up.business = ?1 AND top_up.reference IN (?2, ?2 || ':vat', ?2 || ':left')";
pub(super) const BACKS: &str =
    "SELECT data FROM payment_back WHERE payment = ?1 ORDER BY reason LIMIT 1000";
pub(super) const BACK: &str = "SELECT data FROM payment_back WHERE payment = ?1 AND reason = ?2";
pub(super) const PUT_BACK: &str = "INSERT INTO payment_back (payment, reason, data) VALUES (?1, ?2, ?3) \
     ON CONFLICT (payment, reason) DO UPDATE SET data = excluded.data";
pub(super) const ALL_BACKS: &str = "SELECT data FROM payment_back ORDER BY payment, reason";
pub(super) const NEXT_RETURN: &str =
    "SELECT coalesce(max(number), 0) + 1 FROM payment_return WHERE year = ?1";
pub(super) const INSERT_RETURN: &str =
    "INSERT INTO payment_return (year, number, business, data) VALUES (?1, ?2, ?3, ?4)";
pub(super) const RETURNS: &str = "SELECT data FROM payment_return WHERE (?1 IS NULL OR business = ?1) \
     AND (year, number) > (?2, ?3) ORDER BY year, number LIMIT ?4";
pub(super) const STRAY: &str = "SELECT data FROM payment_stray WHERE payment = ?1";
pub(super) const NEXT_STRAY: &str = "SELECT coalesce(max(number), 0) + 1 FROM payment_stray";
pub(super) const PUT_STRAY: &str = "INSERT INTO payment_stray (number, payment, data) VALUES (?1, ?2, ?3) \
     ON CONFLICT (number) DO UPDATE SET data = excluded.data";
pub(super) const STRAYS: &str =
    "SELECT data FROM payment_stray WHERE number > ?1 ORDER BY number LIMIT ?2";

/// Rows of one column of JSON.
fn documents<T: DeserializeOwned>(
    conn: &Connection,
    sql: &str,
    given: impl rusqlite::Params,
    table: &'static str,
) -> Work<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(given)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(code::from_json(table, "", &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

fn payment(conn: &Connection, name: &str) -> Work<Option<PaymentFound>> {
    let business: Option<i64> =
        conn.prepare_cached(PAYER)?.query_row([name], |row| row.get(0)).optional()?;
    let Some(business) = business else { return Ok(None) };
    let given = (business, name);
    let paid = conn.prepare_cached(PAID)?.query_row(given, |row| row.get(0))?;
    let advance: Option<String> =
        conn.prepare_cached(ADVANCE_OF)?.query_row(given, |row| row.get(0)).optional()?;
    let advance = advance.as_deref().map(read_advance).transpose()?;
    Ok(Some(PaymentFound { business: BusinessId(business), paid: Micros(paid), advance }))
}

fn put_back(conn: &Connection, line: &Back) -> Work<()> {
    let given = (line.payment.as_str(), line.reason.as_str(), code::to_json(line)?);
    conn.prepare_cached(PUT_BACK)?.execute(given)?;
    Ok(())
}

fn note_back(tx: &mut Tx<'_>, told: &Back) -> Work<Back> {
    let given = (told.payment.as_str(), told.reason.as_str());
    let known: Option<Back> = documents(tx.conn, BACK, given, "payment_back")?.pop();
    let line = known.clone().map_or_else(|| told.clone(), |known| known.after(told));
    if known.as_ref() != Some(&line) {
        put_back(tx.conn, &line)?;
    }
    Ok(line)
}

fn book_back(tx: &mut Tx<'_>, of: &BackBooking, now: Timestamp) -> Work<BackDone> {
    let business = of.business;
    let currency = tx.business(business)?.ok_or(StoreError::NotFound("business"))?.currency;
    let found = payment(tx.conn, &of.payment)?.filter(|found| found.business == business);
    let advance = found.ok_or(StoreError::NotFound("payment"))?.advance;
    let all = documents(tx.conn, BACKS, [of.payment.as_str()], "payment_back")?;
    let mut lines = Lines::new(all, of, advance.as_ref())?;
    let there = tx.money(business, currency).0;
    let mut transfer = 0;
    for (kind, amount) in lines.moves(of, there)? {
        let moved = move_money(tx, &of.booking(kind, amount), now)?;
        if let Some(moved) = moved.filter(|_| is_payment(kind)) {
            transfer = moved.id;
        }
    }
    tx.settle_credit(business, now)?;
    let mut done = BackDone { is_taken: lines.is_taken(), ..BackDone::default() };
    match (lines.paper(of), advance) {
        (Some(Paper::Return(net, vat)), Some(advance)) => {
            let year = Month::year_of(now);
            let number =
                tx.conn.prepare_cached(NEXT_RETURN)?.query_row([year], |row| row.get(0))?;
            let number = StatementNumber { year, number };
            let new = returned(of, &advance, (number, net, vat), now);
            insert_return(tx.conn, &new)?;
            done.note = Some(new);
        }
        (Some(Paper::Advance(net, vat)), _) => {
            let number = next_number(tx.conn, now)?;
            let new = again(of, (number, net, vat), transfer, (currency, now));
            insert_advance(tx.conn, &new)?;
            done.advance = Some(new);
        }
        _ => {}
    }
    for line in lines.changed() {
        put_back(tx.conn, line)?;
    }
    Ok(done)
}

fn insert_return(conn: &Connection, new: &Return) -> Work<()> {
    let given = (new.number.year, new.number.number, new.business.0, code::to_json(new)?);
    conn.prepare_cached(INSERT_RETURN)?.execute(given)?;
    Ok(())
}

fn returns(
    conn: &Connection,
    business: Option<BusinessId>,
    after: Option<StatementNumber>,
    limit: u32,
) -> Work<Vec<Return>> {
    let after = after.map_or((0, 0), |after| (after.year, after.number));
    let given = (business.map(|id| id.0), after.0, after.1, limit);
    documents(conn, RETURNS, given, "payment_return")
}

fn stray(conn: &Connection, name: &str) -> Work<Option<Stray>> {
    Ok(documents(conn, STRAY, [name], "payment_stray")?.pop())
}

fn put_stray(conn: &Connection, stray: &Stray) -> Work<()> {
    let given = params![stray.number, stray.payment, code::to_json(stray)?];
    conn.prepare_cached(PUT_STRAY)?.execute(given)?;
    Ok(())
}

fn keep_stray(tx: &mut Tx<'_>, mut new: Stray) -> Work<Stray> {
    if let Some(kept) = stray(tx.conn, &new.payment)? {
        return Ok(kept);
    }
    new.number = tx.conn.prepare_cached(NEXT_STRAY)?.query_row([], |row| row.get(0))?;
    put_stray(tx.conn, &new)?;
    Ok(new)
}

fn place_stray(tx: &mut Tx<'_>, name: &str, business: BusinessId) -> Work<Stray> {
    let mut kept = stray(tx.conn, name)?.ok_or(StoreError::NotFound("payment"))?;
    if kept.placed.is_some_and(|other| other != business) {
        return Err(StoreError::Conflict("payment").into());
    }
    kept.placed = Some(business);
    put_stray(tx.conn, &kept)?;
    Ok(kept)
}

pub(super) fn export(conn: &Connection, lines: &mut Export) -> Work<()> {
    for line in documents::<Back>(conn, ALL_BACKS, [], "payment_back")? {
        lines.line("payment_back", &line)?;
    }
    for line in returns(conn, None, None, u32::MAX)? {
        lines.line("payment_return", &line)?;
    }
    for line in documents::<Stray>(conn, STRAYS, (0, u32::MAX), "payment_stray")? {
        lines.line("payment_stray", &line)?;
    }
    Ok(())
}

#[async_trait]
impl ReturnStore for SqliteStore {
    async fn payment(&self, name: String) -> port::Result<Option<PaymentFound>> {
        self.readers.run(move |conn| payment(conn, &name)).await
    }
    async fn note_back(&self, told: Back) -> port::Result<Back> {
        self.writer.run(1, move |tx| note_back(tx, &told)).await
    }
    async fn backs(&self, name: String) -> port::Result<Vec<Back>> {
        self.readers.run(move |conn| documents(conn, BACKS, [name], "payment_back")).await
    }
    async fn book_back(&self, booking: BackBooking, now: Timestamp) -> port::Result<BackDone> {
        self.writer.run(1, move |tx| book_back(tx, &booking, now)).await
    }
    async fn returns(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> port::Result<Vec<Return>> {
        self.readers.run(move |conn| returns(conn, business, after, limit)).await
    }
    async fn keep_stray(&self, new: Stray) -> port::Result<Stray> {
        self.writer.run(1, move |tx| keep_stray(tx, new)).await
    }
    async fn stray(&self, name: String) -> port::Result<Option<Stray>> {
        self.readers.run(move |conn| stray(conn, &name)).await
    }
    async fn strays(&self, after: i64, limit: u32) -> port::Result<Vec<Stray>> {
        self.readers.run(move |conn| documents(conn, STRAYS, (after, limit), "payment_stray")).await
    }
    async fn place_stray(&self, name: String, business: BusinessId) -> port::Result<Stray> {
        self.writer.run(1, move |tx| place_stray(tx, &name, business)).await
    }
}
