//! What people chose of their budgets, and what is used of them.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Session, on, transact};
use super::templates;
use crate::log::budget;
use crate::port::{BudgetStore, Result, StoreError};
use crate::record::Attention;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::marks::Marks;
use kurier_policy::rules::budget::Budget;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use std::collections::HashMap;

pub(super) const OF_SOME: &str =
    "SELECT person, budget FROM person_head WHERE person = ANY($1) AND budget IS NOT NULL";
/// Waits for whoever decides about her now, and holds off whoever is about to.
pub(super) const SET: &str = "UPDATE person_head SET budget = $2 WHERE person = $1";
/// What waits for her is due; what is being decided is decided again if it must wait after all.
pub(super) const WAKE: &str = "UPDATE scheduled SET due_at = least(due_at, $2) \
     WHERE held_for = $1 AND held_for <> 0 AND state < 2";
pub(super) const ATTENTION: &str = "SELECT budget, marketing, (SELECT count(*) FROM scheduled \
     WHERE held_for = $1 AND held_for <> 0 AND state < 2) FROM person_head WHERE person = $1";
pub(super) const OF_EACH: &str = "SELECT r.business, h.marketing FROM relation r \
     JOIN relation_head h ON h.business = r.business AND h.person = r.person \
     WHERE r.person = $1 AND h.marketing <> 0 ORDER BY r.created_at, r.business";

async fn attention(session: &Session, person: PersonId) -> Work<Attention> {
    let row = session.one(ATTENTION, &[&person.0]).await?;
    let row = row.ok_or(StoreError::NotFound("person"))?;
    let of = |row: &tokio_postgres::Row| -> Work<(BusinessId, Marks)> {
        Ok((BusinessId(row.try_get(0)?), Marks(row.try_get(1)?)))
    };
    Ok(Attention {
        budget: budget::stored(person, row.try_get(0)?)?,
        of_all: Marks(row.try_get(1)?),
        of_each: session.query(OF_EACH, &[&person.0]).await?.iter().map(of).collect::<Work<_>>()?,
        rule: templates::limits(session).await?.budget,
        waiting: u32::try_from(row.try_get::<_, i64>(2)?).unwrap_or(u32::MAX),
    })
}

async fn set(store: &PostgresStore, person: PersonId, chosen: &Budget, now: Timestamp) -> Work<()> {
    let text = budget::text(chosen)?;
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(SET, &[&person.0, &text]).await? == 0 {
            return Err(StoreError::NotFound("person").into());
        }
        session.run(WAKE, &[&person.0, &now.0]).await?;
        session.batch(COMMIT).await?;
        Ok(())
    })
}

/// Where the clocks of these people hang.
pub(super) async fn zones(session: &Session, people: &[PersonId]) -> Work<HashMap<PersonId, Zone>> {
    let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
    let mut zones = HashMap::new();
    for row in session.query(OF_SOME, &[&ids]).await? {
        let person = PersonId(row.try_get(0)?);
        let chosen = budget::stored(person, row.try_get(1)?)?;
        zones.extend(chosen.zone.map(|zone| (person, zone)));
    }
    Ok(zones)
}

#[async_trait]
impl BudgetStore for PostgresStore {
    async fn attention(&self, person: PersonId) -> Result<Attention> {
        on!(self, session => attention(session, person))
    }
    async fn set_budget(&self, person: PersonId, budget: Budget, now: Timestamp) -> Result<()> {
        self.ensure_open()?;
        set(self, person, &budget, now).await.map_err(Fault::into_store_error)
    }
}
