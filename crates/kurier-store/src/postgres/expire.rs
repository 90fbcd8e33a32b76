//! Messages that wait too long. The log is read by time, each stretch of it once.

use super::PostgresStore;
use super::fault::Work;
use super::receipts::waiting;
use super::session::{BEGIN, Given, Session, transact};
use super::sheet::Sheet;
use super::templates::{PUT_SETTING, SETTING};
use super::writes;
use crate::log::corrupt;
use crate::log::export::{LapseLine, Lines};
use crate::record::Expired;
use crate::step::gone;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const TOO_OLD: &str = "SELECT l.person, l.seq, l.at FROM log l \
     JOIN person_head h ON h.person = l.person AND l.seq > h.delivered \
     WHERE l.at >= $1 AND l.at < $2 AND l.kind = 1 AND NOT EXISTS \
     (SELECT 1 FROM gone g WHERE h.has_gone AND g.person = l.person AND g.seq = l.seq) \
     ORDER BY l.at, l.person, l.seq LIMIT $3";
/// What another node is failing at this moment is left to it.
pub(super) const LAPSED: &str = "SELECT person, seq, at FROM lapse WHERE at <= $1 \
     ORDER BY at, person, seq LIMIT $2 FOR UPDATE SKIP LOCKED";
pub(super) const HAS_LAPSED: &str = "SELECT 1 FROM lapse WHERE at <= $1 LIMIT 1";
pub(super) const DELETE_LAPSES: &str = "DELETE FROM lapse l USING \
     unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS done (person, seq, at) \
     WHERE l.at = done.at AND l.person = done.person AND l.seq = done.seq";
pub(super) const INSERT_LAPSES: &str = "INSERT INTO lapse (at, person, seq) SELECT * FROM \
     unnest($1::bigint[], $2::bigint[], $3::bigint[])";
pub(super) const LAPSES: &str = "SELECT person, seq, at FROM lapse ORDER BY at, person, seq";

/// The setting that says up to which time everything was looked at.
const LOOKED_UP_TO: &str = "expired_before";

/// A message by its place, and a time.
type Place = (PersonId, u32, Timestamp);

fn place_at(row: &Row) -> Work<Place> {
    let seq = super::row::place(row.try_get(1)?)?;
    Ok((PersonId(row.try_get(0)?), seq, Timestamp(row.try_get(2)?)))
}

async fn places(session: &Session, sql: &'static str, given: Given<'_>) -> Work<Vec<Place>> {
    session.query(sql, given).await?.iter().map(place_at).collect()
}

async fn looked_up_to(session: &Session) -> Work<Timestamp> {
    let Some(row) = session.one(SETTING, &[&LOOKED_UP_TO]).await? else { return Ok(Timestamp(0)) };
    let text: &str = row.try_get(1)?;
    let at =
        text.parse::<i64>().map_err(|_| corrupt("setting", LOOKED_UP_TO, "this is no number"))?;
    Ok(Timestamp(at))
}

/// Locks the people of these messages and fails those that still wait.
async fn fail(
    session: &Session,
    found: &[Place],
    now: Timestamp,
) -> Work<(Sheet, Vec<(PersonId, BusinessId)>)> {
    let mut wanted: BTreeMap<PersonId, BTreeSet<u32>> = BTreeMap::new();
    for (person, seq, _) in found {
        wanted.entry(*person).or_default().insert(*seq);
    }
    let people: Vec<PersonId> = wanted.keys().copied().collect();
    let mut sheet = waiting(session, &people, &BTreeSet::new()).await?;
    let mut failed = Vec::new();
    for (person, seqs) in wanted {
        for row in gone::undelivered(&sheet, person, None)? {
            if seqs.contains(&row.seq) && gone::expire(&mut sheet, &row, now)? {
                failed.push((person, row.business));
            }
        }
    }
    Ok((sheet, failed))
}

/// See [`crate::port::Store::expire_undelivered`].
pub(super) async fn expire_undelivered(
    store: &PostgresStore,
    older_than: Timestamp,
    limit: u32,
    now: Timestamp,
) -> Work<Vec<(PersonId, BusinessId)>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let start = looked_up_to(session).await?;
        let given: Given<'_> = &[&start.0, &older_than.0, &i64::from(limit)];
        let found = places(session, TOO_OLD, given).await?;
        let (mut sheet, failed) = fail(session, &found, now).await?;
        let up_to = match found.last() {
            Some(last) if found.len() >= limit as usize => last.2,
            _ => older_than,
        };
        if up_to > start {
            session.run(PUT_SETTING, &[&LOOKED_UP_TO, &up_to.0.to_string()]).await?;
        }
        writes::commit(session, &mut sheet).await?;
        Ok(failed)
    })
}

/// See [`crate::port::Store::expire_lapsed`].
pub(super) async fn expire_lapsed(
    store: &PostgresStore,
    limit: u32,
    now: Timestamp,
) -> Work<Expired> {
    if Session::open(&store.pool).await?.query(HAS_LAPSED, &[&now.0]).await?.is_empty() {
        return Ok(Expired::default());
    }
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let due = places(session, LAPSED, &[&now.0, &i64::from(limit)]).await?;
        let (mut sheet, failed) = fail(session, &due, now).await?;
        let persons: Vec<i64> = due.iter().map(|place| place.0.0).collect();
        let seqs: Vec<i64> = due.iter().map(|place| i64::from(place.1)).collect();
        let times: Vec<i64> = due.iter().map(|place| place.2.0).collect();
        session.run(DELETE_LAPSES, &[&persons, &seqs, &times]).await?;
        writes::commit(session, &mut sheet).await?;
        Ok(Expired { failed, more: due.len() >= limit as usize })
    })
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(LAPSES, none).await?);
    while let Some(row) = rows.try_next().await? {
        let (person, seq, at) = place_at(&row)?;
        lines.line("lapse", &LapseLine { at, person, seq })?;
    }
    Ok(())
}
