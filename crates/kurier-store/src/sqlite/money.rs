//! Money: balances in memory beside the log, one transfer per business, category and kind in a
//! commit, covering a range of the business's events.

use super::fault::Work;
use super::tx::Tx;
use crate::log::money::{Posting, PostingKey, Priced};
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::Booking;
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::ledger::{Account, Transfer, TransferKind, accounts};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

pub(super) const INSERT_TRANSFER: &str = "INSERT INTO transfer (business, id, at, kind, category, debit, credit, amount, currency, \
     messages, first_event, last_event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
pub(super) const PUT_ACCOUNT: &str = "INSERT INTO account (name, currency, balance) VALUES (?1, ?2, ?3) \
     ON CONFLICT (name, currency) DO UPDATE SET balance = excluded.balance";
pub(super) const TOP_UP_DONE: &str =
    "SELECT transfer FROM top_up WHERE business = ?1 AND reference = ?2";
pub(super) const INSERT_TOP_UP: &str =
    "INSERT INTO top_up (business, reference, transfer) VALUES (?1, ?2, ?3)";
pub(super) const REPORTS_OWED: &str =
    "SELECT coalesce(sum(surcharge), 0) FROM complaint WHERE business = ?1 AND surcharge > 0";
pub(super) const REPORTS_BOOKED: &str =
    "UPDATE complaint SET surcharge = 0 WHERE business = ?1 AND surcharge > 0";
pub(super) const TRANSFERS: &str = "SELECT id, at, kind, business, category, debit, credit, amount, currency, messages, \
     first_event, last_event FROM transfer WHERE business = ?1 AND id > ?2 ORDER BY id LIMIT ?3";

impl Tx<'_> {
    pub(super) fn account(&self, account: Account, currency: Currency) -> i64 {
        self.over.accounts.get(&self.hot.accounts, (account, currency)).unwrap_or(0)
    }

    fn shift(&mut self, from: Account, to: Account, amount: i64, currency: Currency) -> Work<()> {
        let overflow = || corrupt("account", code::account_name(to), "the balance overflows");
        let debit = self.account(from, currency).checked_sub(amount).ok_or_else(overflow)?;
        self.over.accounts.set((from, currency), debit);
        let credit = self.account(to, currency).checked_add(amount).ok_or_else(overflow)?;
        self.over.accounts.set((to, currency), credit);
        Ok(())
    }

    /// Writes the transfers and balances of this transaction.
    pub(super) fn settle_money(&mut self) -> Work<()> {
        let mut postings: Vec<(PostingKey, Posting)> =
            self.over.postings.changed().map(|(key, posting)| (*key, *posting)).collect();
        postings.sort_unstable_by_key(|(key, _)| *key);
        for ((business, kind, category), posting) in postings {
            let currency = self.business(business)?.map_or(Currency::EUR, |b| b.currency);
            let id = self.next_transfer(business);
            self.insert_transfer(&posting.transfer((business, kind, category), id, currency))?;
        }
        let mut statement = self.conn.prepare_cached(PUT_ACCOUNT)?;
        for ((account, currency), balance) in self.over.accounts.changed() {
            statement.execute((code::account_name(*account), currency.code(), balance))?;
        }
        Ok(())
    }

    fn next_transfer(&self, business: BusinessId) -> i64 {
        self.over.transfers.get(&self.hot.transfers, business).unwrap_or(0).saturating_add(1)
    }

    fn insert_transfer(&mut self, transfer: &Transfer) -> Work<()> {
        self.conn.prepare_cached(INSERT_TRANSFER)?.execute(params![
            transfer.business.0,
            transfer.id,
            transfer.at.0,
            code::transfer_kind_code(transfer.kind),
            transfer.category.map(code::category_code),
            code::account_name(transfer.debit),
            code::account_name(transfer.credit),
            transfer.amount.0,
            transfer.currency.code(),
            transfer.messages,
            transfer.first_event.0,
            transfer.last_event.0,
        ])?;
        self.over.transfers.set(transfer.business, transfer.id);
        Ok(())
    }
}

/// See [`crate::step::Step::move_price`].
pub(super) fn move_price(tx: &mut Tx<'_>, kind: TransferKind, priced: &Priced) -> Work<()> {
    if priced.micros <= 0 {
        return Ok(());
    }
    let currency = tx.business(priced.business)?.map_or(Currency::EUR, |b| b.currency);
    let (from, to) = accounts(kind, priced.business, priced.category);
    tx.shift(from, to, priced.micros, currency)?;
    let key: PostingKey = (priced.business, kind, priced.category);
    let before = tx.over.postings.get(&tx.shared.no_postings, key);
    tx.over.postings.set(key, Posting::with(before, priced));
    Ok(())
}

/// Books what concerns no single message once, as far as the account it leaves reaches; `None` = there is nothing there.
pub(super) fn book(tx: &mut Tx<'_>, booking: &Booking, now: Timestamp) -> Work<Option<Transfer>> {
    let (business, reference) = (booking.business, booking.reference.as_str());
    if tx.business(business)?.is_none() {
        return Err(StoreError::NotFound("business").into());
    }
    let done: Option<i64> = tx
        .conn
        .prepare_cached(TOP_UP_DONE)?
        .query_row((business.0, reference), |row| row.get(0))
        .optional()?;
    if let Some(id) = done {
        return Ok(transfers(tx.conn, business, id.saturating_sub(1), 1)?.pop());
    }
    let of = (booking.kind, booking.category);
    let Some(transfer) = move_money(tx, business, of, booking.amount, now)? else {
        return Ok(None);
    };
    tx.conn.prepare_cached(INSERT_TOP_UP)?.execute((business.0, reference, transfer.id))?;
    Ok(Some(transfer))
}

/// Books what reports add to the prices of messages, and notes that it is booked.
pub(super) fn book_reports(
    tx: &mut Tx<'_>,
    business: BusinessId,
    now: Timestamp,
) -> Work<Option<Transfer>> {
    let owed: i64 =
        tx.conn.prepare_cached(REPORTS_OWED)?.query_row([business.0], |row| row.get(0))?;
    if owed <= 0 {
        return Ok(None);
    }
    tx.conn.prepare_cached(REPORTS_BOOKED)?.execute([business.0])?;
    move_money(tx, business, (TransferKind::Report, None), Micros(owed), now)
}

fn move_money(
    tx: &mut Tx<'_>,
    business: BusinessId,
    (kind, category): (TransferKind, Option<Category>),
    most: Micros,
    now: Timestamp,
) -> Work<Option<Transfer>> {
    let currency = tx.business(business)?.ok_or(StoreError::NotFound("business"))?.currency;
    let (from, to) = accounts(kind, business, category.unwrap_or(Category::Service));
    let amount = most.0.min(tx.account(from, currency));
    if amount <= 0 {
        return Ok(None);
    }
    tx.shift(from, to, amount, currency)?;
    let id = tx.next_transfer(business);
    let of = (kind, category);
    let transfer = Transfer::booking(id, now, of, business, Micros(amount), currency);
    tx.insert_transfer(&transfer)?;
    Ok(Some(transfer))
}

/// Books a payment once.
pub(super) fn top_up(
    tx: &mut Tx<'_>,
    business: BusinessId,
    amount: Micros,
    reference: &str,
    now: Timestamp,
) -> Work<Transfer> {
    let currency = tx.business(business)?.ok_or(StoreError::NotFound("business"))?.currency;
    let done: Option<i64> = tx
        .conn
        .prepare_cached(TOP_UP_DONE)?
        .query_row((business.0, reference), |row| row.get(0))
        .optional()?;
    if let Some(id) = done {
        let found = transfers(tx.conn, business, id.saturating_sub(1), 1)?.pop();
        return Ok(found.ok_or_else(|| corrupt("top_up", reference, "its transfer is missing"))?);
    }
    if amount <= Micros::ZERO {
        return Err(StoreError::Conflict("a payment is more than nothing").into());
    }
    tx.shift(Account::Bank, Account::Prepaid(business), amount.0, currency)?;
    let transfer = Transfer::top_up(tx.next_transfer(business), now, business, amount, currency);
    tx.insert_transfer(&transfer)?;
    tx.conn.prepare_cached(INSERT_TOP_UP)?.execute((business.0, reference, transfer.id))?;
    Ok(transfer)
}

pub(super) fn transfers(
    conn: &Connection,
    business: BusinessId,
    after: i64,
    limit: u32,
) -> Work<Vec<Transfer>> {
    let mut statement = conn.prepare_cached(TRANSFERS)?;
    let mut rows = statement.query((business.0, after, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_transfer(row)?);
    }
    Ok(found)
}

/// Reads the columns of [`TRANSFERS`].
pub(super) fn read_transfer(row: &rusqlite::Row<'_>) -> Work<Transfer> {
    let id: i64 = row.get(0)?;
    let bad = |what| corrupt("transfer", id, what);
    let category = match row.get::<_, Option<i64>>(4)? {
        Some(number) => Some(code::category(number).ok_or_else(|| bad("unknown category"))?),
        None => None,
    };
    let account = |column: usize| -> Work<Account> {
        let name: String = row.get(column)?;
        Ok(code::account(&name).ok_or_else(|| bad("unknown account"))?)
    };
    Ok(Transfer {
        id,
        at: Timestamp(row.get(1)?),
        kind: code::transfer_kind(row.get(2)?).ok_or_else(|| bad("unknown kind"))?,
        business: BusinessId(row.get(3)?),
        category,
        debit: account(5)?,
        credit: account(6)?,
        amount: Micros(row.get(7)?),
        currency: Currency::parse(&row.get::<_, String>(8)?).ok_or_else(|| bad("bad currency"))?,
        messages: row.get(9)?,
        first_event: EventSeq(row.get(10)?),
        last_event: EventSeq(row.get(11)?),
    })
}
