//! Money: balances in the heads of businesses, transfers numbered per business.

use super::PostgresStore;
use super::fault::Work;
use super::load::{self, LOCK_BUSINESSES};
use super::session::{BEGIN, COMMIT, Given, Session, both, transact};
use super::sheet::{BusinessHead, Sheet};
use super::writes::{Column, Columns, MOVE_BUSINESSES, column, columns, small};
use crate::log::money::{loss_of, shifts};
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::{Balance, Booking};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::ledger::{Account, Transfer, accounts, settles_credit};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

pub(super) const INSERT_TRANSFERS: &str = "INSERT INTO transfer (business, id, at, kind, category, \
     debit, credit, amount, currency, messages, first_event, last_event) SELECT * FROM \
     unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::smallint[], $6::text[], \
     $7::text[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[])";
pub(super) const TOP_UP_DONE: &str =
    "SELECT transfer FROM top_up WHERE business = $1 AND reference = $2";
pub(super) const INSERT_TOP_UP: &str =
    "INSERT INTO top_up (business, reference, transfer) VALUES ($1, $2, $3)";
pub(super) const TRANSFERS: &str = "SELECT business, id, at, kind, category, debit, credit, amount, \
     currency, messages, first_event, last_event FROM transfer WHERE business = $1 AND id > $2 \
     ORDER BY id LIMIT $3";
/// What a bond holds: it has no balance of its own here.
pub(super) const HELD: &str = "SELECT coalesce(sum(CASE WHEN credit = $2 THEN amount ELSE -amount END), 0)::bigint \
     FROM transfer WHERE business = $1 AND (credit = $2 OR debit = $2)";
pub(super) const BOOK_REPORTS: &str = "WITH owed AS (SELECT template, person, surcharge FROM complaint \
     WHERE business = $1 AND surcharge > 0 FOR UPDATE), \
     booked AS (UPDATE complaint SET surcharge = 0 FROM owed WHERE complaint.business = $1 \
     AND complaint.template = owed.template AND complaint.person = owed.person) \
     SELECT coalesce(sum(surcharge), 0)::bigint FROM owed";
pub(super) const BALANCE: &str =
    "SELECT prepaid, reserved, owed FROM business_head WHERE business = $1";

/// Numbers the transfers of this step; before those of a business what its credit line does.
pub(super) fn settle(sheet: &mut Sheet) -> Vec<Transfer> {
    let postings = std::mem::take(&mut sheet.postings);
    let mut transfers = Vec::with_capacity(postings.len());
    let mut settled = None;
    for (key, posting) in &postings {
        let Some(head) = sheet.heads.get_mut(&key.0) else { continue };
        if settled != Some(key.0) {
            settled = Some(key.0);
            let of_one = postings.iter().filter(|(other, _)| other.0 == key.0);
            let at = of_one.map(|(_, posting)| posting.at()).max().unwrap_or_default();
            transfers.extend(settle_credit(key.0, head, at));
        }
        head.transfer = head.transfer.saturating_add(1);
        transfers.push(posting.transfer(*key, head.transfer, head.currency));
    }
    transfers
}

/// Draws on the credit line what is missing, or pays back what is there.
fn settle_credit(business: BusinessId, head: &mut BusinessHead, at: Timestamp) -> Option<Transfer> {
    let (kind, amount) = settles_credit(head.prepaid, head.owed)?;
    let [prepaid, _, owed] = shifts(kind, business, amount);
    head.prepaid = head.prepaid.saturating_add(prepaid);
    head.owed = head.owed.saturating_add(owed);
    head.transfer = head.transfer.saturating_add(1);
    let of = (kind, None);
    Some(Transfer::booking(head.transfer, at, of, business, Micros(amount), head.currency))
}

/// The columns of a `transfer`.
pub(super) fn columns(new: &[Transfer]) -> Columns<'_> {
    columns!(new;
        |one| one.business.0, |one| one.id, |one| one.at.0,
        |one| small(code::transfer_kind_code(one.kind)),
        |one| one.category.map(|it| small(code::category_code(it))),
        |one| code::account_name(one.debit), |one| code::account_name(one.credit),
        |one| one.amount.0, |one| one.currency.code(), |one| i64::from(one.messages),
        |one| one.first_event.0, |one| one.last_event.0)
}

pub(super) async fn insert_transfer(session: &Session, new: &Transfer) -> Work<()> {
    let columns = columns(std::slice::from_ref(new));
    let given: Vec<&(dyn ToSql + Sync)> =
        columns.iter().map(|column| &**column as &(dyn ToSql + Sync)).collect();
    session.run(INSERT_TRANSFERS, &given).await?;
    Ok(())
}

/// Books what concerns no single message once, as far as the account it leaves reaches; `None` = there is nothing there.
pub(super) async fn book(
    store: &PostgresStore,
    booking: &Booking,
    now: Timestamp,
) -> Work<Option<Transfer>> {
    let (business, reference) = (booking.business, booking.reference.as_str());
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let head = locked(session, business).await?;
        if let Some(row) = session.one(TOP_UP_DONE, &[&business.0, &reference]).await? {
            let id: i64 = row.try_get(0)?;
            let found = transfers(session, business, id.saturating_sub(1), 1).await?.pop();
            session.batch(COMMIT).await?;
            return Ok(found);
        }
        let mut head = head;
        let mut moved = move_money(session, &mut head, booking, now).await?;
        if let Some(loss) = loss_of(booking, moved.as_ref()) {
            let lost = move_money(session, &mut head, &loss, now).await?;
            moved = moved.or(lost);
        }
        if let Some(transfer) = &moved {
            session.run(INSERT_TOP_UP, &[&business.0, &reference, &transfer.id]).await?;
        }
        end_booking(session, business, &mut head, now).await?;
        session.batch(COMMIT).await?;
        Ok(moved)
    })
}

/// Books what reports add to the prices of messages, and notes that it is booked.
pub(super) async fn book_reports(
    store: &PostgresStore,
    business: BusinessId,
    now: Timestamp,
) -> Work<Option<Transfer>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let head = locked(session, business).await?;
        let row = session.one(BOOK_REPORTS, &[&business.0]).await?;
        let owed: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
        let (mut head, of) = (head, Booking::of_reports(business, Micros(owed)));
        let moved = move_money(session, &mut head, &of, now).await?;
        end_booking(session, business, &mut head, now).await?;
        session.batch(COMMIT).await?;
        Ok(moved)
    })
}

/// The head of a business, locked: whoever moves its money holds it.
pub(super) async fn locked(session: &Session, business: BusinessId) -> Work<BusinessHead> {
    let mut sheet = Sheet::default();
    let heads = load::businesses(session, LOCK_BUSINESSES, &BTreeSet::from([business])).await?;
    sheet.take_businesses(&heads)?;
    Ok(sheet.heads.get(&business).copied().ok_or(StoreError::NotFound("business"))?)
}

/// Moves at most so much between the accounts of a kind; the head is written by [`end_booking`].
pub(super) async fn move_money(
    session: &Session,
    head: &mut BusinessHead,
    booking: &Booking,
    now: Timestamp,
) -> Work<Option<Transfer>> {
    let Booking { business, kind, category, channel, .. } = *booking;
    let (from, _) = accounts(kind, business, category.unwrap_or(Category::Service));
    let there = match from {
        Account::Prepaid(_) => head.prepaid,
        _ if from.is_bounded() => {
            let row = session.one(HELD, &[&business.0, &code::account_name(from)]).await?;
            row.map_or(Ok(0), |row| row.try_get(0))?
        }
        _ => i64::MAX,
    };
    let amount = booking.amount.0.min(there);
    if amount <= 0 {
        return Ok(None);
    }
    let [prepaid, reserved, owed] = shifts(kind, business, amount);
    let overflow = || corrupt("business_head", business, "the balance overflows");
    head.prepaid = head.prepaid.checked_add(prepaid).ok_or_else(overflow)?;
    head.reserved = head.reserved.checked_add(reserved).ok_or_else(overflow)?;
    head.owed = head.owed.checked_add(owed).ok_or_else(overflow)?;
    head.transfer = head.transfer.saturating_add(1);
    let (id, of) = (head.transfer, (kind, category));
    let transfer = Transfer::booking(id, now, of, business, Micros(amount), head.currency);
    let transfer = transfer.over(channel);
    insert_transfer(session, &transfer).await?;
    Ok(Some(transfer))
}

/// What the credit line does after bookings, and the head as it is then.
pub(super) async fn end_booking(
    session: &Session,
    business: BusinessId,
    head: &mut BusinessHead,
    now: Timestamp,
) -> Work<()> {
    if let Some(transfer) = settle_credit(business, head, now) {
        insert_transfer(session, &transfer).await?;
    }
    put_head(session, business, head).await
}

async fn put_head(session: &Session, business: BusinessId, head: &BusinessHead) -> Work<()> {
    let ids = [business.0];
    let given: (Vec<i64>, Vec<i64>) = (vec![head.event], vec![head.transfer]);
    let money: (Vec<i64>, Vec<i64>) = (vec![head.prepaid], vec![head.reserved]);
    let reach = vec![head.reach.to_bytes()];
    let (owed, spent) = (vec![head.owed], vec![head.spent.to_bytes().to_vec()]);
    let all: Given<'_> =
        &[&&ids[..], &given.0, &given.1, &money.0, &money.1, &reach, &owed, &spent];
    session.run(MOVE_BUSINESSES, all).await?;
    Ok(())
}

/// Books a payment once.
pub(super) async fn top_up(
    store: &PostgresStore,
    business: BusinessId,
    amount: Micros,
    reference: &str,
    now: Timestamp,
) -> Work<Transfer> {
    transact!(store.pool, session => {
        let mut sheet = Sheet::default();
        let ids = BTreeSet::from([business]);
        let (((), heads), done) = both(
            both(session.batch(BEGIN), load::businesses(session, LOCK_BUSINESSES, &ids)),
            session.one(TOP_UP_DONE, &[&business.0, &reference]),
        )
        .await?;
        sheet.take_businesses(&heads)?;
        let mut head = *sheet.heads.get(&business).ok_or(StoreError::NotFound("business"))?;
        if let Some(row) = done {
            let id: i64 = row.try_get(0)?;
            let found = transfers(session, business, id.saturating_sub(1), 1).await?.pop();
            session.batch(COMMIT).await?;
            let missing = || corrupt("top_up", reference, "its transfer is missing");
            return Ok(found.ok_or_else(missing)?);
        }
        if amount <= Micros::ZERO {
            return Err(StoreError::Conflict("a payment is more than nothing").into());
        }
        let overflow = || corrupt("business_head", business, "the balance overflows");
        head.prepaid = head.prepaid.checked_add(amount.0).ok_or_else(overflow)?;
        head.transfer = head.transfer.saturating_add(1);
        let transfer = Transfer::top_up(head.transfer, now, business, amount, head.currency);
        insert_transfer(session, &transfer).await?;
        session.run(INSERT_TOP_UP, &[&business.0, &reference, &transfer.id]).await?;
        end_booking(session, business, &mut head, now).await?;
        session.batch(COMMIT).await?;
        Ok(transfer)
    })
}

pub(super) async fn transfers(
    session: &Session,
    business: BusinessId,
    after: i64,
    limit: u32,
) -> Work<Vec<Transfer>> {
    let given = (business.0, after, i64::from(limit));
    let rows = session.query(TRANSFERS, &[&given.0, &given.1, &given.2]).await?;
    rows.iter().map(transfer_at).collect()
}

pub(super) async fn balance(session: &Session, business: BusinessId) -> Work<Balance> {
    let row = session.one(BALANCE, &[&business.0]).await?;
    let row = row.ok_or(StoreError::NotFound("business"))?;
    let of = |at| -> Work<Micros> { Ok(Micros(row.try_get(at)?)) };
    Ok(Balance { prepaid: of(0)?, reserved: of(1)?, owed: of(2)? })
}

/// Reads the columns of [`TRANSFERS`].
pub(super) fn transfer_at(row: &Row) -> Work<Transfer> {
    let (business, id): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let bad = |what| corrupt("transfer", format!("{business}/{id}"), what);
    let category = match row.try_get::<_, Option<i16>>(4)? {
        Some(number) => {
            let known = code::category(i64::from(number));
            Some(known.ok_or_else(|| bad("unknown category"))?)
        }
        None => None,
    };
    let account = |column: usize| -> Work<Account> {
        let name: &str = row.try_get(column)?;
        Ok(code::account(name).ok_or_else(|| bad("unknown account"))?)
    };
    let kind = code::transfer_kind(i64::from(row.try_get::<_, i16>(3)?));
    let messages: i64 = row.try_get(9)?;
    Ok(Transfer {
        id,
        at: Timestamp(row.try_get(2)?),
        kind: kind.ok_or_else(|| bad("unknown kind"))?,
        business: BusinessId(business),
        category,
        debit: account(5)?,
        credit: account(6)?,
        amount: Micros(row.try_get(7)?),
        currency: Currency::parse(row.try_get(8)?).ok_or_else(|| bad("bad currency"))?,
        messages: u32::try_from(messages).map_err(|_| bad("bad number of messages"))?,
        first_event: EventSeq(row.try_get(10)?),
        last_event: EventSeq(row.try_get(11)?),
    })
}
