//! Relations and the permissions in them.

use super::accounts;
use super::code;
use super::cold::RelationCold;
use super::fault::{Work, corrupt, is_taken};
use super::heads::{Heads, Pair, RelationHot};
use super::shared::Shared;
use super::tx::Tx;
use crate::port::StoreError;
use crate::record::Relation;
use kurier_policy::event::PairIds;
use kurier_policy::id::{BusinessId, PersonId, ReceiptId};
use kurier_policy::permission::{Permission, Purpose};
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
pub(super) const SET_BLOCKED: &str =
    "UPDATE relation SET blocked = ?3 WHERE business = ?1 AND person = ?2";
pub(super) const SET_WITHDRAWN: &str =
    "UPDATE relation SET withdrawn = ?3 WHERE business = ?1 AND person = ?2";
pub(super) const PERMISSIONS: &str = "SELECT id, receipt, purpose, topic, cadence, granted_at, \
     expires_at FROM permission WHERE business = ?1 AND person = ?2 ORDER BY id";
pub(super) const INSERT_PERMISSION: &str = "INSERT INTO permission (business, person, receipt, \
     purpose, topic, cadence, granted_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const DELETE_PERMISSION: &str = "DELETE FROM permission WHERE id = ?1";

/// How often a new relation's ids are drawn before the keyed generator must be broken.
const ID_ATTEMPTS: u32 = 64;

/// Place of a purpose in [`kurier_policy::facts::WithdrawnPurposes`].
pub(super) fn purpose_index(purpose: Purpose) -> usize {
    match purpose {
        Purpose::Utility => 0,
        Purpose::Authentication => 1,
        Purpose::Marketing => 2,
    }
}

pub(super) fn withdrawn_from_bits(bits: i64) -> [bool; 3] {
    [bits & 1 != 0, bits & 2 != 0, bits & 4 != 0]
}

pub(super) fn withdrawn_to_bits(withdrawn: [bool; 3]) -> i64 {
    let [utility, authentication, marketing] = withdrawn.map(i64::from);
    utility | (authentication << 1) | (marketing << 2)
}

/// The permissions of a pair with their row numbers, oldest first.
pub(super) fn permissions(
    conn: &Connection,
    (business, person): Pair,
) -> Work<Vec<(i64, Permission)>> {
    let mut statement = conn.prepare_cached(PERMISSIONS)?;
    let mut rows = statement.query((business.0, person.0))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let permission = Permission {
            receipt: ReceiptId(row.get(1)?),
            purpose: code::named("permission", &row.get::<_, String>(2)?)?,
            topic: row.get(3)?,
            cadence: code::named("permission", &row.get::<_, String>(4)?)?,
            granted_at: Timestamp(row.get(5)?),
            expires_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        };
        found.push((row.get(0)?, permission));
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
        withdrawn: withdrawn_from_bits(row.get(3)?),
        created_at: Timestamp(row.get(4)?),
        permissions: permissions(conn, pair)?.into_iter().map(|(_, p)| p).collect(),
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

/// The relation as the port shows it.
pub(super) fn shown(pair: Pair, cold: &RelationCold, hot: RelationHot, name: &str) -> Relation {
    Relation {
        business: pair.0,
        person: pair.1,
        ids: cold.ids(name),
        permissions: cold.permissions.clone(),
        blocked: cold.blocked,
        window_until: (hot.window_until > 0).then_some(Timestamp(hot.window_until)),
        created_at: cold.created_at,
    }
}

impl RelationCold {
    pub(super) fn ids(&self, name: &str) -> PairIds {
        PairIds {
            wa_id: self.wa_id.to_string(),
            user_id: self.user_id.clone(),
            name: name.to_owned(),
        }
    }
}

impl Tx<'_> {
    pub(super) fn relation_shown(&mut self, pair: Pair) -> Work<Relation> {
        let cold = self.relation_cold(pair)?.ok_or(StoreError::NotFound("relation"))?;
        let person = self.person_cold(pair.1)?.ok_or(StoreError::NotFound("person"))?;
        Ok(shown(pair, &cold, Heads::relation(self, pair), &person.name))
    }

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
                    return self
                        .relation_cold(pair)?
                        .ok_or_else(|| corrupt("relation", pair.1, "not there after insert"));
                }
                Err(error) if is_taken(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict("no unused ids for this pair").into())
    }
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
    Ok(shown(pair, &cold, hot, &person.name))
}

pub(super) fn relations(
    shared: &Shared,
    conn: &Connection,
    person: PersonId,
) -> Work<Vec<Relation>> {
    let businesses = businesses_of(conn, person)?;
    businesses.into_iter().map(|business| relation(shared, conn, (business, person))).collect()
}
