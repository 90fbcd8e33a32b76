//! Relations and the permissions in them.

use super::PostgresStore;
use super::fault::Work;
use super::row::{relation_at, relation_columns};
use super::session::{BEGIN, COMMIT, Session, transact};
use crate::log::relation::RelationCold;
use crate::log::state::Pair;
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::Relation;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::time::Timestamp;
use std::sync::Arc;
use tokio_postgres::Row;

pub(super) const RELATED: &str = concat!(
    "SELECT ",
    relation_columns!(),
    ", p.name, p.language, p.market, p.phone, p.created_at FROM relation r \
     LEFT JOIN relation_head h ON h.business = r.business AND h.person = r.person \
     JOIN person p ON p.id = r.person WHERE r.business = $1 AND r.person = $2"
);
pub(super) const RELATIONS_OF: &str = concat!(
    "SELECT ",
    relation_columns!(),
    ", p.name, p.language, p.market, p.phone, p.created_at FROM relation r \
     LEFT JOIN relation_head h ON h.business = r.business AND h.person = r.person \
     JOIN person p ON p.id = r.person WHERE r.person = $1 ORDER BY r.created_at, r.business"
);
pub(super) const RELATED_BY_WA_ID: &str = concat!(
    "SELECT ",
    relation_columns!(),
    ", p.name, p.language, p.market, p.phone, p.created_at FROM relation r \
     LEFT JOIN relation_head h ON h.business = r.business AND h.person = r.person \
     JOIN person p ON p.id = r.person WHERE r.business = $1 AND r.wa_id = $2"
);
pub(super) const IS_RELATED: &str = "SELECT 1 FROM relation WHERE business = $1 AND person = $2";
pub(super) const BOTH_EXIST: &str = "SELECT EXISTS (SELECT 1 FROM business WHERE id = $1), \
     EXISTS (SELECT 1 FROM person WHERE id = $2)";
pub(super) const INSERT_RELATION: &str = "INSERT INTO relation (business, person, wa_id, user_id, \
     created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
pub(super) const SET_RELATIONS: &str = "UPDATE relation SET blocked = new.blocked, \
     withdrawn = new.withdrawn, permissions = new.permissions FROM unnest($1::bigint[], \
     $2::bigint[], $3::boolean[], $4::bigint[], $5::text[]) \
     AS new (business, person, blocked, withdrawn, permissions) \
     WHERE relation.business = new.business AND relation.person = new.person";

/// How often a new relation's ids are drawn before the keyed generator must be broken.
const ID_ATTEMPTS: u32 = 64;

/// A relation as it is written.
pub(super) struct Stored {
    pair: Pair,
    blocked: bool,
    withdrawn: i64,
    permissions: String,
}

pub(super) fn stored(changed: &[(Pair, Arc<RelationCold>)]) -> Work<Vec<Stored>> {
    let one = |(pair, cold): &(Pair, Arc<RelationCold>)| {
        Ok(Stored {
            pair: *pair,
            blocked: cold.blocked,
            withdrawn: cold.bits(),
            permissions: code::to_json(&cold.permissions)?,
        })
    };
    changed.iter().map(one).collect()
}

pub(super) async fn write(session: &Session, changed: &[Stored]) -> Work<()> {
    let businesses: Vec<i64> = changed.iter().map(|one| one.pair.0.0).collect();
    let persons: Vec<i64> = changed.iter().map(|one| one.pair.1.0).collect();
    let blocked: Vec<bool> = changed.iter().map(|one| one.blocked).collect();
    let withdrawn: Vec<i64> = changed.iter().map(|one| one.withdrawn).collect();
    let permissions: Vec<&str> = changed.iter().map(|one| one.permissions.as_str()).collect();
    session
        .run(SET_RELATIONS, &[&businesses, &persons, &blocked, &withdrawn, &permissions])
        .await?;
    Ok(())
}

fn shown(row: &Row) -> Work<Relation> {
    let (pair, cold, hot) = relation_at(row)?;
    Ok(cold.shown(pair, hot, row.try_get(23)?))
}

/// The pair's relation, made if need be. Two nodes may try at once: the first one's ids stay.
pub(super) async fn ensure(
    store: &PostgresStore,
    session: &Session,
    pair: Pair,
    now: Timestamp,
) -> Work<()> {
    let (business, person) = (pair.0.0, pair.1.0);
    if session.one(IS_RELATED, &[&business, &person]).await?.is_some() {
        return Ok(());
    }
    let exist = session.one(BOTH_EXIST, &[&business, &person]).await?;
    let exist = exist.map_or((false, false), |row| (row.get(0), row.get(1)));
    if !exist.0 {
        return Err(StoreError::NotFound("business").into());
    }
    if !exist.1 {
        return Err(StoreError::NotFound("person").into());
    }
    for attempt in 0..ID_ATTEMPTS {
        let (wa_id, user_id) = (store.pair_ids)(pair.0, pair.1, attempt);
        let wa_id = i64::try_from(wa_id)
            .map_err(|_| corrupt("relation", wa_id, "a wa_id has at most 15 digits"))?;
        session.run(INSERT_RELATION, &[&business, &person, &wa_id, &user_id, &now.0]).await?;
        if session.one(IS_RELATED, &[&business, &person]).await?.is_some() {
            return Ok(());
        }
    }
    Err(StoreError::Conflict("no unused ids for this pair").into())
}

pub(super) async fn relate(store: &PostgresStore, pair: Pair, now: Timestamp) -> Work<Relation> {
    let given = (pair.0.0, pair.1.0);
    let session = Session::open(&store.pool).await?;
    let known = session.one(RELATED, &[&given.0, &given.1]).await?;
    drop(session);
    if let Some(row) = known {
        return shown(&row);
    }
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        ensure(store, session, pair, now).await?;
        let row = session.one(RELATED, &[&given.0, &given.1]).await?;
        session.batch(COMMIT).await?;
        shown(&row.ok_or(StoreError::NotFound("person"))?)
    })
}

pub(super) async fn relation_by_wa_id(
    session: &Session,
    business: BusinessId,
    wa_id: u64,
) -> Work<Relation> {
    let wa_id = i64::try_from(wa_id).unwrap_or(-1);
    let found = session.one(RELATED_BY_WA_ID, &[&business.0, &wa_id]).await?;
    shown(&found.ok_or(StoreError::NotFound("relation"))?)
}

pub(super) async fn relations(session: &Session, person: PersonId) -> Work<Vec<Relation>> {
    session.query(RELATIONS_OF, &[&person.0]).await?.iter().map(shown).collect()
}
