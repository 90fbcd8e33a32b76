//! Relations and the permissions in them.

use super::accounts;
use super::fault::{Work, is_taken};
use super::shared::Shared;
use super::tx::Tx;
use crate::log::relation::{RelationCold, barred_from_bits, withdrawn_from_bits};
use crate::log::state::{Heads, Pair};
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::Relation;
use crate::step::Step;
use kurier_policy::id::{BusinessId, PersonId, ReceiptId};
use kurier_policy::permission::Permission;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::Arc;

pub(super) const RELATION: &str = "SELECT wa_id, user_id, blocked, withdrawn, created_at \
     FROM relation WHERE business = ?1 AND person = ?2";
pub(super) const RELATION_BY_WA_ID: &str =
    "SELECT person FROM relation WHERE business = ?1 AND wa_id = ?2";
pub(super) const RELATION_BY_USER_ID: &str =
    "SELECT person FROM relation WHERE business = ?1 AND user_id = ?2";
pub(super) const RELATIONS_OF: &str =
    "SELECT business FROM relation WHERE person = ?1 ORDER BY created_at, business";
pub(super) const INSERT_RELATION: &str = "INSERT INTO relation (business, person, wa_id, user_id, \
     blocked, withdrawn, created_at) VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)";
pub(super) const SET_RELATION: &str =
    "UPDATE relation SET blocked = ?3, withdrawn = ?4 WHERE business = ?1 AND person = ?2";
pub(super) const PERMISSIONS: &str = "SELECT receipt, purpose, topic, cadence, granted_at, \
     expires_at FROM permission WHERE business = ?1 AND person = ?2 ORDER BY id";
pub(super) const INSERT_PERMISSION: &str = "INSERT INTO permission (business, person, receipt, \
     purpose, topic, cadence, granted_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const DELETE_PERMISSIONS: &str =
    "DELETE FROM permission WHERE business = ?1 AND person = ?2";

/// Those whom a business bars, by `wa_id`.
pub(super) const BARRED: &str = "SELECT wa_id FROM relation WHERE business = ?1 \
     AND withdrawn >= 8 AND wa_id > ?2 ORDER BY wa_id LIMIT ?3";
pub(super) const COUNT_BARRED: &str =
    "SELECT count(*) FROM relation WHERE business = ?1 AND withdrawn >= 8";

/// How often a new relation's ids are drawn before the keyed generator must be broken.
const ID_ATTEMPTS: u32 = 64;

/// The permissions of a pair, oldest first.
fn permissions(conn: &Connection, (business, person): Pair) -> Work<Vec<Permission>> {
    let mut statement = conn.prepare_cached(PERMISSIONS)?;
    let mut rows = statement.query((business.0, person.0))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let permission = Permission {
            receipt: ReceiptId(row.get(0)?),
            purpose: code::named("permission", &row.get::<_, String>(1)?)?,
            topic: row.get(2)?,
            cadence: code::named("permission", &row.get::<_, String>(3)?)?,
            granted_at: Timestamp(row.get(4)?),
            expires_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        };
        found.push(permission);
    }
    Ok(found)
}

pub(super) fn relation_cold(conn: &Connection, pair: Pair) -> Work<Option<RelationCold>> {
    let mut statement = conn.prepare_cached(RELATION)?;
    let mut rows = statement.query((pair.0.0, pair.1.0))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let wa_id: i64 = row.get(0)?;
    Ok(Some(RelationCold {
        wa_id: wa_id.unsigned_abs(),
        user_id: row.get(1)?,
        blocked: row.get(2)?,
        barred: barred_from_bits(row.get(3)?),
        withdrawn: withdrawn_from_bits(row.get(3)?),
        created_at: Timestamp(row.get(4)?),
        permissions: permissions(conn, pair)?,
    }))
}

pub(super) fn person_by_wa_id(
    conn: &Connection,
    business: BusinessId,
    wa_id: u64,
) -> Work<Option<PersonId>> {
    let Ok(wa_id) = i64::try_from(wa_id) else { return Ok(None) };
    let mut statement = conn.prepare_cached(RELATION_BY_WA_ID)?;
    Ok(statement.query_row((business.0, wa_id), |row| row.get(0)).optional()?.map(PersonId))
}

pub(super) fn person_by_user_id(
    conn: &Connection,
    business: BusinessId,
    user_id: &str,
) -> Work<Option<PersonId>> {
    let mut statement = conn.prepare_cached(RELATION_BY_USER_ID)?;
    Ok(statement.query_row((business.0, user_id), |row| row.get(0)).optional()?.map(PersonId))
}

pub(super) fn businesses_of(conn: &Connection, person: PersonId) -> Work<Vec<BusinessId>> {
    let mut statement = conn.prepare_cached(RELATIONS_OF)?;
    let mut rows = statement.query([person.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(BusinessId(row.get(0)?));
    }
    Ok(found)
}

impl Tx<'_> {
    /// The pair's relation, made if need be.
    pub(super) fn ensure_relation(
        &mut self,
        pair: Pair,
        now: Timestamp,
    ) -> Work<Arc<RelationCold>> {
        if let Some(cold) = self.relation_cold(pair)? {
            return Ok(cold);
        }
        self.business(pair.0)?.ok_or(StoreError::NotFound("business"))?;
        self.person_cold(pair.1)?.ok_or(StoreError::NotFound("person"))?;
        self.cold.touch();
        for attempt in 0..ID_ATTEMPTS {
            let (wa_id, user_id) = (self.shared.pair_ids)(pair.0, pair.1, attempt);
            let wa_id = i64::try_from(wa_id)
                .map_err(|_| corrupt("relation", wa_id, "a wa_id has at most 15 digits"))?;
            let inserted = self
                .conn
                .prepare_cached(INSERT_RELATION)?
                .execute(params![pair.0.0, pair.1.0, wa_id, user_id, now.0]);
            match inserted {
                Ok(_) => {
                    let cold = self.relation_cold(pair)?;
                    return Ok(cold.ok_or_else(|| corrupt("relation", pair.1, "not there"))?);
                }
                Err(error) if is_taken(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict("no unused ids for this pair").into())
    }
}

/// Writes block state, withdrawn purposes and permissions; these in their order.
pub(super) fn put(tx: &mut Tx<'_>, pair: Pair, cold: &RelationCold) -> Work<()> {
    tx.cold.touch();
    tx.cold.relations.remove(&pair);
    let withdrawn = cold.bits();
    let key = (pair.0.0, pair.1.0);
    tx.conn.prepare_cached(SET_RELATION)?.execute((key.0, key.1, cold.blocked, withdrawn))?;
    if permissions(tx.conn, pair)? == cold.permissions {
        return Ok(());
    }
    tx.conn.prepare_cached(DELETE_PERMISSIONS)?.execute(key)?;
    let mut insert = tx.conn.prepare_cached(INSERT_PERMISSION)?;
    for permission in &cold.permissions {
        insert.execute(params![
            key.0,
            key.1,
            permission.receipt.0,
            code::name(&permission.purpose)?,
            permission.topic,
            code::name(&permission.cadence)?,
            permission.granted_at.0,
            permission.expires_at.map(|at| at.0),
        ])?;
    }
    Ok(())
}

pub(super) fn relate(tx: &mut Tx<'_>, pair: Pair, now: Timestamp) -> Work<Relation> {
    tx.ensure_relation(pair, now)?;
    tx.relation_shown(pair)
}

/// One relation, read beside the writer.
pub(super) fn relation(shared: &Shared, conn: &Connection, pair: Pair) -> Work<Relation> {
    let cold = relation_cold(conn, pair)?.ok_or(StoreError::NotFound("relation"))?;
    let person = accounts::person(conn, pair.1)?.ok_or(StoreError::NotFound("person"))?;
    let hot = Heads::relation(&*shared.read_hot(), pair);
    Ok(cold.shown(pair, hot, &person.name))
}

pub(super) fn relations(
    shared: &Shared,
    conn: &Connection,
    person: PersonId,
) -> Work<Vec<Relation>> {
    let businesses = businesses_of(conn, person)?;
    businesses.into_iter().map(|business| relation(shared, conn, (business, person))).collect()
}
