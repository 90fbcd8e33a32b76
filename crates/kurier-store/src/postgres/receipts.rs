//! What people allow, withdraw and block; and messages that lay too long.

use super::PostgresStore;
use super::cold::{GENERATION, Wants, generation};
use super::fault::Work;
use super::load::{self, GONE, LOCK_BUSINESSES, LOCK_PERSONS};
use super::relations::ensure;
use super::row::full_columns;
use super::session::{BEGIN, Session, both, transact};
use super::sheet::Sheet;
use super::writes;
use crate::log::code;
use crate::log::state::{Heads, Pair};
use crate::port::{Recorded, StoreError};
use crate::step;
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::{BusinessId, PersonId, ReceiptId};
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) const TAKE_INVITE: &str = "UPDATE invite SET uses_left = uses_left - 1 \
     WHERE code = $1 AND business = $2 AND (uses_left IS NULL OR uses_left > 0)";
pub(super) const INVITE_EXISTS: &str = "SELECT 1 FROM invite WHERE code = $1 AND business = $2";
pub(super) const RECEIPT: &str = "SELECT l.body FROM receipt r \
     JOIN log l ON l.person = r.person AND l.seq = r.seq WHERE r.person = $1 AND r.id = $2";
pub(super) const UNDELIVERED: &str = concat!(
    "SELECT ",
    full_columns!(),
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS want (person, after, up_to) \
     JOIN log l ON l.person = want.person AND l.seq > want.after AND l.seq <= want.up_to"
);
/// See [`crate::port::Store::record_receipt`].
pub(super) async fn record_receipt(
    store: &PostgresStore,
    person: PersonId,
    receipt: &SignedReceipt,
    use_invite: Option<&str>,
    now: Timestamp,
) -> Work<Recorded> {
    let pair: Pair = (receipt.receipt.business, person);
    transact!(store.pool, session => {
        let ((), rows) = both(session.batch(BEGIN), session.query(GENERATION, &[])).await?;
        if let Some(invite) = use_invite {
            take_invite(session, invite, pair.0).await?;
        }
        ensure(store, session, pair, now).await?;
        let mut sheet = waiting(session, &[person], &BTreeSet::from([pair])).await?;
        let wants = Wants { addresses: BTreeSet::from([pair.0]), ..Wants::default() };
        sheet.cold = store.memory.view(session, generation(&rows)?, &wants).await?;
        let greets = use_invite.is_some();
        let recorded = step::receipts::record(&mut sheet, person, receipt.clone(), greets, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(recorded)
    })
    .map_err(|fault| match fault {
        super::fault::Fault::Sql(error) => super::fault::conflict("receipt")(error),
        other => other,
    })
}

async fn take_invite(session: &Session, invite: &str, business: BusinessId) -> Work<()> {
    let taken = session.run(TAKE_INVITE, &[&invite, &business.0]).await?;
    if taken > 0 {
        return Ok(());
    }
    match session.one(INVITE_EXISTS, &[&invite, &business.0]).await? {
        Some(_) => Err(StoreError::Conflict("invitation used up").into()),
        None => Err(StoreError::NotFound("invitation").into()),
    }
}

/// Locks these people, loads the relations, everything undelivered, and locks the businesses that
/// may have to be told.
pub(super) async fn waiting(
    session: &Session,
    people: &[PersonId],
    pairs: &BTreeSet<Pair>,
) -> Work<Sheet> {
    let mut sheet = Sheet::default();
    let ids: BTreeSet<PersonId> = people.iter().copied().collect();
    sheet.take_persons(&load::persons(session, LOCK_PERSONS, &ids).await?)?;
    let ranges: Vec<load::Range> = people
        .iter()
        .map(|person| (*person, Heads::person(&sheet, *person)))
        .map(|(person, head)| (person, head.delivered_seq, head.head_seq))
        .collect();
    let (related, (rows, gone)) = both(
        load::relations(session, pairs),
        both(load::ranges(session, UNDELIVERED, &ranges), load::ranges(session, GONE, &ranges)),
    )
    .await?;
    sheet.take_fulls(&rows)?;
    sheet.take_gone(&gone)?;
    for person in people {
        sheet.knows(*person);
    }
    let written: BTreeSet<Pair> = sheet
        .entries
        .iter()
        .flat_map(|(person, rows)| rows.values().map(|row| (row.business, *person)))
        .collect();
    let missing = written.difference(pairs).copied().collect();
    let businesses = written.iter().chain(pairs).map(|pair| pair.0).collect();
    let (others, heads) = both(
        load::relations(session, &missing),
        load::businesses(session, LOCK_BUSINESSES, &businesses),
    )
    .await?;
    sheet.take_relations(&related)?;
    sheet.take_relations(&others)?;
    sheet.take_businesses(&heads)?;
    Ok(sheet)
}

/// See [`crate::port::Store::set_blocked`].
pub(super) async fn set_blocked(
    store: &PostgresStore,
    pair: Pair,
    blocked: bool,
    now: Timestamp,
) -> Work<Vec<Arc<InboxEntry>>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut sheet = waiting(session, &[pair.1], &BTreeSet::from([pair])).await?;
        let entries = step::receipts::set_blocked(&mut sheet, pair, blocked, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(entries)
    })
}

/// A receipt, if it is this person's.
pub(super) async fn receipt(
    session: &Session,
    person: PersonId,
    receipt: ReceiptId,
) -> Work<Option<SignedReceipt>> {
    let Some(row) = session.one(RECEIPT, &[&person.0, &receipt.0]).await? else {
        return Ok(None);
    };
    let body: Option<&str> = row.try_get(0)?;
    Ok(Some(code::from_json("log", receipt, body.unwrap_or_default())?))
}
