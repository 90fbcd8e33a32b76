//! Loading a step's sheet. Locks are taken in one order everywhere: first people, then businesses,
//! each by rising id; a relation and a sender are guarded by the lock of their person and business.

use super::fault::Work;
use super::row::{
    AFTER_FULL, full_at, full_columns, head_at, person_at, person_columns, refused_at,
    refused_columns, relation_at, relation_columns, row_at, row_columns,
};
use super::session::Session;
use super::sheet::Sheet;
use crate::log::state::Pair;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::outbound::Recipient;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio_postgres::Row as SqlRow;

pub(super) const LOCK_PERSONS: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM person_head h JOIN person p ON p.id = h.person WHERE h.person = ANY($1) \
     ORDER BY h.person FOR NO KEY UPDATE OF h"
);
pub(super) const PERSONS: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM person_head h JOIN person p ON p.id = h.person WHERE h.person = ANY($1)"
);
pub(super) const LOCK_BUSINESSES: &str = "SELECT business, currency, event, transfer, prepaid, \
     reserved, reach, owed, spent FROM business_head WHERE business = ANY($1) ORDER BY business FOR NO KEY UPDATE";
pub(super) const RELATIONS: &str = concat!(
    "SELECT ",
    relation_columns!(),
    " FROM unnest($1::bigint[], $2::bigint[]) AS want (business, person) \
     JOIN relation r ON r.business = want.business AND r.person = want.person \
     LEFT JOIN relation_head h ON h.business = want.business AND h.person = want.person"
);
pub(super) const ROWS: &str = concat!(
    "SELECT ",
    row_columns!(),
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS want (person, after, up_to) \
     JOIN log l ON l.person = want.person AND l.seq > want.after AND l.seq <= want.up_to"
);
pub(super) const FULL_ROWS: &str = concat!(
    "SELECT ",
    full_columns!(),
    " FROM unnest($1::bigint[], $2::bigint[]) AS want (person, seq) \
     JOIN log l ON l.person = want.person AND l.seq = want.seq"
);
pub(super) const GONE: &str = "SELECT g.person, g.seq, g.reason \
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS want (person, after, up_to) \
     JOIN gone g ON g.person = want.person AND g.seq > want.after AND g.seq <= want.up_to";
pub(super) const BY_WA_ID: &str = "SELECT r.business, r.wa_id, r.person \
     FROM unnest($1::bigint[], $2::bigint[]) AS want (business, wa_id) \
     JOIN relation r ON r.business = want.business AND r.wa_id = want.wa_id";
pub(super) const BY_USER_ID: &str = "SELECT r.business, r.user_id, r.person \
     FROM unnest($1::bigint[], $2::text[]) AS want (business, user_id) \
     JOIN relation r ON r.business = want.business AND r.user_id = want.user_id";
pub(super) const BY_PHONE: &str = "SELECT phone, id FROM person WHERE phone = ANY($1)";
pub(super) const KEYS: &str = "SELECT i.business, i.key, i.digest, i.person, i.seq, i.hint \
     FROM unnest($1::bigint[], $2::text[]) AS want (business, key) \
     JOIN idempotency i ON i.business = want.business AND i.key = want.key \
     UNION ALL SELECT s.business, s.key, s.digest, 0, 4294967295, s.id \
     FROM unnest($1::bigint[], $2::text[]) AS want (business, key) \
     JOIN scheduled s ON s.business = want.business AND s.key = want.key";
/// The place, in [`KEYS`], of what waits for its time and so has none.
pub(super) const SCHEDULED: i64 = 4_294_967_295;
pub(super) const REFUSED: &str = concat!(
    "SELECT ",
    refused_columns!(),
    " FROM unnest($1::bigint[], $2::bigint[]) AS want (business, seq) \
     JOIN refused f ON f.business = want.business AND f.seq = want.seq"
);
pub(super) const CLIENT_IDS: &str = concat!(
    "SELECT ",
    full_columns!(),
    ", k.client_id FROM unnest($1::bigint[], $2::text[]) AS want (person, client_id) \
     JOIN inbound_key k ON k.person = want.person AND k.client_id = want.client_id \
     JOIN log l ON l.person = k.person AND l.seq = k.seq"
);

/// A range of an inbox: whose, after, up to.
pub(super) type Range = (PersonId, u32, u32);

pub(super) async fn persons(
    session: &Session,
    sql: &'static str,
    ids: &BTreeSet<PersonId>,
) -> Work<Vec<SqlRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    session.query(sql, &[&ids]).await
}

pub(super) async fn businesses(
    session: &Session,
    sql: &'static str,
    ids: &BTreeSet<BusinessId>,
) -> Work<Vec<SqlRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    session.query(sql, &[&ids]).await
}

pub(super) async fn relations(session: &Session, pairs: &BTreeSet<Pair>) -> Work<Vec<SqlRow>> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let (businesses, persons): (Vec<i64>, Vec<i64>) =
        pairs.iter().map(|(business, person)| (business.0, person.0)).unzip();
    session.query(RELATIONS, &[&businesses, &persons]).await
}

pub(super) async fn ranges(
    session: &Session,
    sql: &'static str,
    ranges: &[Range],
) -> Work<Vec<SqlRow>> {
    if ranges.is_empty() {
        return Ok(Vec::new());
    }
    let persons: Vec<i64> = ranges.iter().map(|range| range.0.0).collect();
    let afters: Vec<i64> = ranges.iter().map(|range| i64::from(range.1)).collect();
    let ends: Vec<i64> = ranges.iter().map(|range| i64::from(range.2)).collect();
    session.query(sql, &[&persons, &afters, &ends]).await
}

/// Pairs of a number and another key.
pub(super) async fn by_two<K: Sync + tokio_postgres::types::ToSql>(
    session: &Session,
    sql: &'static str,
    (first, second): (Vec<i64>, Vec<K>),
) -> Work<Vec<SqlRow>> {
    if first.is_empty() {
        return Ok(Vec::new());
    }
    session.query(sql, &[&first, &second]).await
}

pub(super) async fn phones(session: &Session, numbers: &[&str]) -> Work<Vec<SqlRow>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    session.query(BY_PHONE, &[&numbers]).await
}

impl Sheet {
    pub(super) fn take_persons(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let (person, head) = person_at(row)?;
            self.persons.insert(person.id, (Arc::new(person), head));
        }
        Ok(())
    }
    pub(super) fn take_businesses(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let (business, head) = head_at(row, 0)?;
            self.heads.insert(business, head);
        }
        Ok(())
    }
    pub(super) fn take_relations(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let (pair, cold, hot) = relation_at(row)?;
            self.relations.insert(pair, Arc::new(cold));
            self.pairs.insert(pair, hot);
        }
        Ok(())
    }
    pub(super) fn take_rows(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let row = row_at(row, 0)?;
            self.entries.entry(row.person).or_default().insert(row.seq, row);
        }
        Ok(())
    }
    pub(super) fn take_fulls(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let full = full_at(row, 0)?;
            let (person, seq) = (full.row.person, full.row.seq);
            self.entries.entry(person).or_default().insert(seq, full.row);
            self.fulls.insert((person, seq), full);
        }
        Ok(())
    }
    pub(super) fn take_gone(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let seq = super::row::place(row.try_get(1)?)?;
            let known = self.gone.entry(PersonId(row.try_get(0)?)).or_default();
            known.insert(seq, row.try_get(2)?);
        }
        Ok(())
    }
    pub(super) fn take_client_ids(&mut self, rows: &[SqlRow]) -> Work<()> {
        for row in rows {
            let full = full_at(row, 0)?;
            self.client_ids.insert((full.row.person, row.try_get(AFTER_FULL)?), full);
        }
        Ok(())
    }
    /// Says of an inbox that all of it that a step may ask for is loaded.
    pub(super) fn knows(&mut self, person: PersonId) {
        self.entries.entry(person).or_default();
    }

    /// Finds out whom businesses mean.
    pub(super) async fn find_recipients<'r>(
        &mut self,
        session: &Session,
        named: impl Iterator<Item = (BusinessId, &'r Recipient)> + Clone,
    ) -> Work<()> {
        let wa_ids = named.clone().filter_map(|(business, to)| match to {
            Recipient::WaId(id) => Some((business.0, i64::try_from(*id).ok()?)),
            _ => None,
        });
        let user_ids = named.clone().filter_map(|(business, to)| match to {
            Recipient::UserId(id) => Some((business.0, id.as_str())),
            _ => None,
        });
        let numbers: Vec<(BusinessId, &Recipient, &str)> = named
            .filter_map(|(business, to)| match to {
                Recipient::Phone(number) => Some((business, to, number.digits())),
                _ => None,
            })
            .collect();
        let digits: Vec<&str> = numbers.iter().map(|(_, _, digits)| *digits).collect();
        let (by_wa_id, by_user_id, by_phone) = futures_util::future::try_join3(
            by_two(session, BY_WA_ID, wa_ids.unzip()),
            by_two(session, BY_USER_ID, user_ids.unzip()),
            phones(session, &digits),
        )
        .await?;
        for row in &by_wa_id {
            let to = Recipient::WaId(row.try_get::<_, i64>(1)?.unsigned_abs());
            let business = BusinessId(row.try_get(0)?);
            self.recipients.insert((business, to), PersonId(row.try_get(2)?));
        }
        for row in &by_user_id {
            let to = Recipient::UserId(row.try_get(1)?);
            let business = BusinessId(row.try_get(0)?);
            self.recipients.insert((business, to), PersonId(row.try_get(2)?));
        }
        for row in &by_phone {
            let (found, id): (&str, i64) = (row.try_get(0)?, row.try_get(1)?);
            for (business, to, _) in numbers.iter().filter(|(_, _, digits)| *digits == found) {
                self.recipients.insert((*business, (*to).clone()), PersonId(id));
            }
        }
        Ok(())
    }

    /// Loads what the found idempotency keys stand for, with the relations to show it.
    pub(super) async fn take_keys(&mut self, session: &Session, rows: &[SqlRow]) -> Work<()> {
        let (scheduled, rows): (Vec<&SqlRow>, Vec<&SqlRow>) =
            rows.iter().partition(|row| row.get::<_, i64>(4) == SCHEDULED);
        for row in scheduled {
            let (business, key): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let bad = || crate::log::corrupt("scheduled", &key, "its digest has not 32 bytes");
            let digest = row.try_get::<_, Vec<u8>>(2)?.try_into().map_err(|_| bad())?;
            let number = row.try_get(5)?;
            self.scheduled_keys.insert((BusinessId(business), key), (digest, number));
        }
        if rows.is_empty() {
            return Ok(());
        }
        let (mut places, mut hints) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
        let mut pairs = BTreeSet::new();
        for row in &rows {
            let (business, person): (i64, i64) = (row.try_get(0)?, row.try_get(3)?);
            let (seq, hint): (i64, i64) = (row.try_get(4)?, row.try_get(5)?);
            if seq == 0 {
                hints.0.push(business);
                hints.1.push(hint);
            } else {
                places.0.push(person);
                places.1.push(seq);
                pairs.insert((BusinessId(business), PersonId(person)));
            }
        }
        pairs.retain(|pair| !self.relations.contains_key(pair));
        let people: BTreeSet<PersonId> = pairs
            .iter()
            .map(|pair| pair.1)
            .filter(|person| !self.persons.contains_key(person))
            .collect();
        let fulls = by_two(session, FULL_ROWS, places).await?;
        let refused = by_two(session, REFUSED, hints).await?;
        self.take_relations(&relations(session, &pairs).await?)?;
        self.take_persons(&persons(session, PERSONS, &people).await?)?;
        let mut found = Vec::new();
        for row in &fulls {
            found.push(full_at(row, 0)?);
        }
        for row in &refused {
            found.push(refused_at(row, 0)?);
        }
        for row in &rows {
            let (business, key): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let digest: Vec<u8> = row.try_get(2)?;
            let (person, seq): (i64, i64) = (row.try_get(3)?, row.try_get(4)?);
            let hint: i64 = row.try_get(5)?;
            let stands_for = found.iter().find(|full| {
                let of = full.row;
                if seq == 0 {
                    of.seq == 0 && (of.business.0, of.prev) == (business, hint)
                } else {
                    (of.person.0, i64::from(of.seq)) == (person, seq)
                }
            });
            let bad = |what| crate::log::corrupt("idempotency", &key, what);
            let full = stands_for.ok_or_else(|| bad("its message is missing"))?.clone();
            let digest = digest.try_into().map_err(|_| bad("its digest has not 32 bytes"))?;
            self.keys.insert((BusinessId(business), key), (digest, full));
        }
        Ok(())
    }
}
