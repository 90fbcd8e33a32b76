//! People whom businesses bar from writing to them.

use super::PostgresStore;
use super::facts::{self, LOCKS};
use super::fault::Work;
use super::session::{BEGIN, Session, transact};
use super::sheet::Sheet;
use super::writes;
use crate::log::corrupt;
use crate::log::state::Pair;
use crate::record::Bar;
use crate::step;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::outbound::Recipient;
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;

/// Those whom a business bars, by `wa_id`.
pub(super) const BARRED: &str = "SELECT wa_id FROM relation WHERE business = $1 \
     AND withdrawn >= 8 AND wa_id > $2 ORDER BY wa_id LIMIT $3";
pub(super) const COUNT_BARRED: &str =
    "SELECT count(*) FROM relation WHERE business = $1 AND withdrawn >= 8";

/// See [`crate::port::SenderStore::set_barred`]. The lock on the business's head lets one call count at a time.
pub(super) async fn set_barred(
    store: &PostgresStore,
    (business, people): (BusinessId, &[Recipient]),
    barred: bool,
    max: u32,
    now: Timestamp,
) -> Work<Vec<Bar>> {
    transact!(store.pool, session => {
        let mut sheet = Sheet::default();
        session.batch(BEGIN).await?;
        sheet.find_recipients(session, people.iter().map(|to| (business, to))).await?;
        let persons: BTreeSet<PersonId> = sheet.recipients.values().copied().collect();
        let pairs: BTreeSet<Pair> = persons.iter().map(|person| (business, *person)).collect();
        let businesses = BTreeSet::from([business]);
        let heads = facts::heads(session, LOCKS, &persons, &businesses).await?;
        let facts = facts::facts(session, &pairs, &BTreeSet::new()).await?;
        sheet.take_locked(&heads)?;
        sheet.take_facts(&facts)?;
        let there = count(session, business).await?;
        let people = (business, people);
        let done = step::bars::set_barred(&mut sheet, people, barred, (there, max), now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(done)
    })
}

async fn count(session: &Session, business: BusinessId) -> Work<u32> {
    let row = session.one(COUNT_BARRED, &[&business.0]).await?;
    let number: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
    Ok(u32::try_from(number).map_err(|_| corrupt("relation", business, "too many rows"))?)
}

pub(super) async fn barred(
    session: &Session,
    business: BusinessId,
    after: u64,
    limit: u32,
) -> Work<Vec<u64>> {
    let (after, limit) = (after.cast_signed(), i64::from(limit));
    let rows = session.query(BARRED, &[&business.0, &after, &limit]).await?;
    rows.iter().map(|row| Ok(row.try_get::<_, i64>(0)?.unsigned_abs())).collect()
}
