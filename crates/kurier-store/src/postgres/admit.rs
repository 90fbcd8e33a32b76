//! Messages of businesses, a batch in three goes: whom they mean, unless this node knows; facts, locks
//! and keys; everything written.

use super::PostgresStore;
use super::cold::Wants;
use super::facts::{self, HEADS, LOCKS};
use super::fault::Work;
use super::load::{self, KEYS, ROWS, Range};
use super::session::{BEGIN, Session, both, transact};
use super::sheet::Sheet;
use super::writes;
use crate::log::state::Pair;
use crate::record::{Admission, Admitted, IdempotencyKey};
use crate::step;
use kurier_policy::admit::Verdict;
use kurier_policy::campaign::Ahead;
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::outbound::{Draft, Outbound};
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;

pub(super) async fn admit_batch(
    store: &PostgresStore,
    batch: &[Admission],
    now: Timestamp,
) -> Work<Vec<Admitted>> {
    let outbound: Vec<&Outbound> = batch.iter().map(|item| &item.outbound).collect();
    let keys: Vec<(BusinessId, &IdempotencyKey)> = batch
        .iter()
        .filter_map(|item| Some((item.outbound.business, item.idempotency.as_ref()?)))
        .collect();
    transact!(store.pool, session => {
        let mut sheet = load(store, session, &outbound, &keys, (Locks::Taken, now)).await?;
        let admitted = step::admit::admit_batch(&mut sheet, batch, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(admitted)
    })
}

/// The same facts, without locks and effects.
pub(super) async fn rehearse(
    store: &PostgresStore,
    batch: &[Outbound],
    now: Timestamp,
) -> Work<Vec<Verdict>> {
    let outbound: Vec<&Outbound> = batch.iter().collect();
    transact!(store.pool, session => {
        let mut sheet = load(store, session, &outbound, &[], (Locks::Left, now)).await?;
        let verdicts = step::admit::rehearse(&mut sheet, batch, now)?;
        session.batch(super::session::ROLLBACK).await?;
        Ok(verdicts)
    })
}

/// As [`rehearse`], after messages that used up `ahead`.
pub(super) async fn rehearse_after(
    store: &PostgresStore,
    batch: &[Outbound],
    ahead: Ahead,
    now: Timestamp,
) -> Work<(Vec<Verdict>, Ahead)> {
    let outbound: Vec<&Outbound> = batch.iter().collect();
    transact!(store.pool, session => {
        let mut ahead = ahead;
        let mut sheet = load(store, session, &outbound, &[], (Locks::Left, now)).await?;
        let verdicts = step::admit::rehearse_after(&mut sheet, batch, &mut ahead, now)?;
        session.batch(super::session::ROLLBACK).await?;
        Ok((verdicts, ahead))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Locks {
    Taken,
    Left,
}

async fn load(
    store: &PostgresStore,
    session: &Session,
    batch: &[&Outbound],
    keys: &[(BusinessId, &IdempotencyKey)],
    (locks, now): (Locks, Timestamp),
) -> Work<Sheet> {
    let mut sheet = Sheet::default();
    let named = batch.iter().map(|outbound| (outbound.business, &outbound.to));
    let unknown = store.recipients.recall(named, &mut sheet);
    let generation = if unknown.is_empty() {
        both(session.batch(BEGIN), facts(session, &mut sheet, batch, keys, locks)).await?.1
    } else {
        let found = sheet.find_recipients(session, unknown.iter().copied());
        both(session.batch(BEGIN), found).await?;
        facts(session, &mut sheet, batch, keys, locks).await?
    };
    store.recipients.confirm(&sheet)?;
    sheet.cold = store.memory.view(session, generation, &wants(batch)).await?;
    let persons: Vec<i64> = sheet.recipients.values().map(|person| person.0).collect();
    sheet.paced.load(session, &sheet.cold, &persons, now).await?;
    Ok(sheet)
}

/// What a batch needs of businesses, senders, templates, prices and limits.
fn wants(batch: &[&Outbound]) -> Wants {
    let mut wants = Wants { rules: true, ..Wants::default() };
    for outbound in batch {
        wants.businesses.insert(outbound.business);
        wants.senders.insert(outbound.sender);
        if let Draft::Template(call) = &outbound.draft {
            let key = (outbound.business, call.name.clone(), call.language.clone());
            wants.templates.insert(key);
            wants.domains.insert(outbound.business);
        }
    }
    wants
}

/// Locks, heads, relations, limiters and, under the locks, the generation that holds; answered messages
/// and keys; all sent at once.
async fn facts(
    session: &Session,
    sheet: &mut Sheet,
    batch: &[&Outbound],
    keys: &[(BusinessId, &IdempotencyKey)],
    locks: Locks,
) -> Work<i64> {
    let businesses: BTreeSet<BusinessId> = batch.iter().map(|one| one.business).collect();
    let senders: BTreeSet<SenderId> = batch.iter().map(|one| one.sender).collect();
    let persons: BTreeSet<PersonId> = sheet.recipients.values().copied().collect();
    let pairs: BTreeSet<Pair> =
        sheet.recipients.iter().map(|((business, _), person)| (*business, *person)).collect();
    let contexts = contexts(sheet, batch);
    let heads = if locks == Locks::Taken { LOCKS } else { HEADS };
    let asked: (Vec<i64>, Vec<&str>) =
        keys.iter().map(|(business, key)| (business.0, key.key.as_str())).unzip();
    let (heads, (facts, (contexts, keys))) = both(
        facts::heads(session, heads, &persons, &businesses),
        both(
            facts::facts(session, &pairs, &senders),
            both(load::ranges(session, ROWS, &contexts), load::by_two(session, KEYS, asked)),
        ),
    )
    .await?;
    sheet.take_locked(&heads)?;
    let generation = sheet.take_facts(&facts)?;
    sheet.take_rows(&contexts)?;
    sheet.take_keys(session, &keys).await?;
    Ok(generation)
}

/// Places of the messages that the batch answers or reacts to.
fn contexts(sheet: &Sheet, batch: &[&Outbound]) -> Vec<Range> {
    let mut found = Vec::new();
    for outbound in batch {
        let reaction = match &outbound.draft {
            Draft::Reaction { target, .. } => Some(*target),
            _ => None,
        };
        let person = sheet.recipients.get(&(outbound.business, outbound.to.clone()));
        for message in [reaction, outbound.reply_to].into_iter().flatten() {
            if person == Some(&message.person) && message.seq.0 > 0 {
                found.push((message.person, message.seq.0.saturating_sub(1), message.seq.0));
            }
        }
    }
    found
}
