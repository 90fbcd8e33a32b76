//! Money: balances in memory beside the log, one transfer per business, category and kind in a
//! commit, covering a range of the business's events.

use super::fault::Work;
use super::tx::Tx;
use crate::log::money::{Posting, PostingKey, Priced, loss_of};
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::Booking;
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::ledger::{Account, Transfer, TransferKind, accounts, settles_credit};
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
/// What a business put into an account that all share.
pub(super) const HELD: &str = "SELECT coalesce(sum(CASE WHEN credit = ?2 THEN amount ELSE -amount END), 0) \
     FROM transfer WHERE business = ?1 AND (credit = ?2 OR debit = ?2)";
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
        for of_one in postings.chunk_by(|one, next| one.0.0 == next.0.0) {
            let at = of_one.iter().map(|(_, posting)| posting.at()).max();
            if let Some(((business, ..), _)) = of_one.first() {
                self.settle_credit(*business, at.unwrap_or_default())?;
            }
        }
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

    /// What a business has, and what it owes of its credit line.
    pub(super) fn money(&self, business: BusinessId, currency: Currency) -> (i64, i64) {
        let owed = self.account(Account::Credit(business), currency).saturating_neg();
        (self.account(Account::Prepaid(business), currency), owed)
    }

    /// Draws on the credit line what is missing, or pays back what is there.
    pub(super) fn settle_credit(&mut self, business: BusinessId, at: Timestamp) -> Work<()> {
        let currency = self.business(business)?.map_or(Currency::EUR, |b| b.currency);
        let (prepaid, owed) = self.money(business, currency);
        if let Some((kind, amount)) = settles_credit(prepaid, owed) {
            let (from, to) = accounts(kind, business, Category::Service);
            self.shift(from, to, amount, currency)?;
            let (id, amount) = (self.next_transfer(business), Micros(amount));
            let new = Transfer::booking(id, at, (kind, None), business, amount, currency);
            self.insert_transfer(&new)?;
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
    let mut moved = move_money(tx, booking, now)?;
    if let Some(loss) = loss_of(booking, moved.as_ref()) {
        let lost = move_money(tx, &loss, now)?;
        moved = moved.or(lost);
    }
    if let Some(transfer) = &moved {
        tx.conn.prepare_cached(INSERT_TOP_UP)?.execute((business.0, reference, transfer.id))?;
    }
    tx.settle_credit(business, now)?;
    Ok(moved)
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
    move_money(tx, &Booking::of_reports(business, Micros(owed)), now)
}

/// Moves at most so much between the accounts of a kind.
pub(super) fn move_money(
    tx: &mut Tx<'_>,
    booking: &Booking,
    now: Timestamp,
) -> Work<Option<Transfer>> {
    let Booking { business, kind, category, channel, .. } = *booking;
    let currency = tx.business(business)?.ok_or(StoreError::NotFound("business"))?.currency;
    let (from, to) = accounts(kind, business, category.unwrap_or(Category::Service));
    let (from, to) = (from.over(channel), to.over(channel));
    let there = match from {
        Account::Commons => {
            let given = (business.0, code::account_name(from));
            tx.conn.prepare_cached(HELD)?.query_row(given, |row| row.get(0))?
        }
        _ if from.is_bounded() => tx.account(from, currency),
        _ => i64::MAX,
    };
    let amount = booking.amount.0.min(there);
    if amount <= 0 {
        return Ok(None);
    }
    tx.shift(from, to, amount, currency)?;
    let id = tx.next_transfer(business);
    let of = (kind, category);
    let transfer = Transfer::booking(id, now, of, business, Micros(amount), currency).over(channel);
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
    tx.settle_credit(business, now)?;
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
