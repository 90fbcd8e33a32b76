//! What people chose of their budgets, and what is used of them.

use super::SqliteStore;
use super::accounts;
use super::fault::Work;
use super::relations;
use super::shared::Shared;
use super::templates;
use super::tx::Tx;
use crate::log::state::Heads;
use crate::log::{budget, code};
use crate::port::{BudgetStore, Result, StoreError};
use crate::record::Attention;
use async_trait::async_trait;
use kurier_policy::id::PersonId;
use kurier_policy::marks::Marks;
use kurier_policy::rules::budget::Budget;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use rusqlite::Connection;
use std::collections::HashMap;

pub(super) const OF_SOME: &str = "SELECT id, budget FROM person \
     WHERE id IN (SELECT value FROM json_each(?1)) AND budget IS NOT NULL";
pub(super) const SET: &str = "UPDATE person SET budget = ?2 WHERE id = ?1";
/// What waits for her is due; what is being decided is decided again if it must wait after all.
pub(super) const WAKE: &str = "UPDATE scheduled SET due_at = min(due_at, ?2) \
     WHERE held_for = ?1 AND held_for <> 0 AND state < 2";
pub(super) const WAITING: &str =
    "SELECT count(*) FROM scheduled WHERE held_for = ?1 AND held_for <> 0 AND state < 2";

fn attention(shared: &Shared, conn: &Connection, id: PersonId) -> Work<Attention> {
    let person = accounts::person(conn, id)?.ok_or(StoreError::NotFound("person"))?;
    let waiting = conn.prepare_cached(WAITING)?.query_row([id.0], |row| row.get(0))?;
    let rule = templates::limits(conn)?.budget;
    let businesses = relations::businesses_of(conn, id)?;
    let hot = shared.read_hot();
    let of_each = businesses
        .into_iter()
        .map(|business| (business, hot.relation((business, id)).marketing))
        .filter(|(_, marks)| *marks != Marks::default())
        .collect();
    let of_all = hot.person(id).marketing;
    Ok(Attention { budget: person.budget, of_all, of_each, waiting, rule })
}

fn set(tx: &mut Tx<'_>, person: PersonId, chosen: &Budget, now: Timestamp) -> Work<()> {
    tx.cold.touch();
    tx.cold.persons.remove(&person);
    let changed = tx.conn.prepare_cached(SET)?.execute((person.0, budget::text(chosen)?))?;
    if changed == 0 {
        return Err(StoreError::NotFound("person").into());
    }
    tx.conn.prepare_cached(WAKE)?.execute((person.0, now.0))?;
    Ok(())
}

/// Where the clocks of these people hang.
pub(super) fn zones(conn: &Connection, people: &[PersonId]) -> Work<HashMap<PersonId, Zone>> {
    let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
    let mut statement = conn.prepare_cached(OF_SOME)?;
    let mut rows = statement.query([code::to_json(&ids)?])?;
    let mut zones = HashMap::new();
    while let Some(row) = rows.next()? {
        let person = PersonId(row.get(0)?);
        let chosen = budget::stored(person, row.get::<_, Option<String>>(1)?.as_deref())?;
        zones.extend(chosen.zone.map(|zone| (person, zone)));
    }
    Ok(zones)
}

#[async_trait]
impl BudgetStore for SqliteStore {
    async fn attention(&self, person: PersonId) -> Result<Attention> {
        let shared = self.shared.clone();
        self.readers.run(move |conn| attention(&shared, conn, person)).await
    }
    async fn set_budget(&self, person: PersonId, budget: Budget, now: Timestamp) -> Result<()> {
        self.writer.run(1, move |tx| set(tx, person, &budget, now)).await
    }
}
