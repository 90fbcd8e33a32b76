//! What nearly every step looks at, in two statements: locks, and what they guard. Two, because a
//! statement sees the world as it was when it began: what lay under a lock that it had to wait for, only the next
//! one sees. Few, because each costs the server a message to read and an answer to flush.

use super::fault::Work;
use super::row::{head_at, person_at, person_columns, relation_at, relation_columns};
use super::session::Session;
use super::sheet::Sheet;
use crate::log::corrupt;
use crate::log::state::Pair;
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio_postgres::Row as SqlRow;

/// People, then businesses, each by rising id: no business is locked before the last person is, because
/// the people are counted first.
pub(super) const LOCKS: &str = concat!(
    "WITH people AS MATERIALIZED (SELECT ",
    person_columns!(),
    " FROM person_head h JOIN person p ON p.id = h.person WHERE h.person = ANY($1) \
         ORDER BY h.person FOR NO KEY UPDATE OF h), \
     heads AS MATERIALIZED (SELECT business, currency, event, transfer, prepaid, reserved, \
         reach, owed, spent FROM business_head WHERE business = ANY($2) AND (SELECT count(*) FROM people) >= 0 \
         ORDER BY business FOR NO KEY UPDATE) \
     SELECT *, NULL::bigint, NULL::text, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, \
     NULL::bytea, NULL::bigint, NULL::bytea FROM people UNION ALL \
     SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, * FROM heads"
);
/// The same heads without locks.
pub(super) const HEADS: &str = concat!(
    "SELECT ",
    person_columns!(),
    ", NULL::bigint, NULL::text, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, \
     NULL::bytea, NULL::bigint, NULL::bytea FROM person_head h JOIN person p ON p.id = h.person WHERE h.person = ANY($1) UNION ALL \
     SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, business, currency, event, \
     transfer, prepaid, reserved, reach, owed, spent FROM business_head WHERE business = ANY($2)"
);
/// Relations, the limiters of addresses and the generation that holds; which of them a row is, its
/// last column says.
pub(super) const FACTS: &str = concat!(
    "SELECT ",
    relation_columns!(),
    ", 0 FROM (SELECT unnest($1::bigint[]) AS business, unnest($2::bigint[]) AS person) \
         AS want JOIN relation r ON r.business = want.business AND r.person = want.person \
         LEFT JOIN relation_head h ON h.business = want.business AND h.person = want.person \
     UNION ALL SELECT sender, tat, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1 FROM sender_head WHERE sender = ANY($3) \
     UNION ALL SELECT value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2 FROM generation"
);

/// Columns of a person in [`LOCKS`], before those of a business's head.
const HEADS_AT: usize = 11;
/// The column of [`FACTS`] that says what a row is.
const WHAT: usize = 23;

/// The heads of these, with [`LOCKS`] or as [`HEADS`].
pub(super) async fn heads(
    session: &Session,
    sql: &'static str,
    persons: &BTreeSet<PersonId>,
    businesses: &BTreeSet<BusinessId>,
) -> Work<Vec<SqlRow>> {
    let persons: Vec<i64> = persons.iter().map(|id| id.0).collect();
    let businesses: Vec<i64> = businesses.iter().map(|id| id.0).collect();
    session.query(sql, &[&persons, &businesses]).await
}

/// What is known of these; to be sent behind the locks.
pub(super) async fn facts(
    session: &Session,
    pairs: &BTreeSet<Pair>,
    senders: &BTreeSet<SenderId>,
) -> Work<Vec<SqlRow>> {
    let (businesses, persons): (Vec<i64>, Vec<i64>) =
        pairs.iter().map(|(business, person)| (business.0, person.0)).unzip();
    let senders: Vec<i64> = senders.iter().map(|id| id.0).collect();
    session.query(FACTS, &[&businesses, &persons, &senders]).await
}

impl Sheet {
    pub(super) fn take_locked(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            if row.try_get::<_, Option<i64>>(0)?.is_some() {
                let (person, head) = person_at(row)?;
                self.persons.insert(person.id, (Arc::new(person), head));
            } else {
                let (business, head) = head_at(row, HEADS_AT)?;
                self.heads.insert(business, head);
            }
        }
        Ok(())
    }

    /// Takes in rows of [`FACTS`]; answers the generation.
    pub(super) fn take_facts(&mut self, rows: &[SqlRow]) -> Work<i64> {
        let mut generation = None;
        for row in rows {
            match row.try_get::<_, i32>(WHAT)? {
                0 => {
                    let (pair, cold, hot) = relation_at(row)?;
                    self.relations.insert(pair, Arc::new(cold));
                    self.pairs.insert(pair, hot);
                }
                1 => {
                    let tat = Timestamp(row.try_get(1)?);
                    self.tats.insert(SenderId(row.try_get(0)?), tat);
                }
                _ => generation = Some(row.try_get(0)?),
            }
        }
        Ok(generation.ok_or_else(|| corrupt("generation", "", "no row"))?)
    }
}
