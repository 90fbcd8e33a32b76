//! Cursors of people's devices, a batch in two goes (three if something in an inbox is gone); and of a business over her messages.

use super::PostgresStore;
use super::fault::Work;
use super::load::{self, LOCK_PERSONS, ROWS};
use super::row::row_columns;
use super::session::{BEGIN, Session, both, transact};
use super::sheet::Sheet;
use super::writes;
use crate::log::state::Pair;
use crate::record::Ack;
use crate::step;
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::{BusinessId, MessageRef, PersonId};
use kurier_policy::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is wanted of an acknowledged inbox: everything between her cursors, as they stand under the
/// lock, and the reported place. Business 0 = a report about delivery alone. Materialized, so that the log is
/// looked up from the cursor on, and not read from its beginning and compared with it.
macro_rules! since {
    () => {
        "WITH since AS MATERIALIZED (SELECT ack.person, ack.up_to, h.has_gone, \
             CASE WHEN ack.business = 0 THEN h.delivered \
             ELSE least(h.delivered, greatest(coalesce(r.read, 0), coalesce(r.first, 0) - 1)) END \
             AS after FROM (SELECT unnest($1::bigint[]) AS business, unnest($2::bigint[]) AS \
             person, unnest($3::bigint[]) AS up_to) AS ack \
         JOIN person_head h ON h.person = ack.person \
         LEFT JOIN relation_head r ON r.business = ack.business AND r.person = ack.person) "
    };
}
pub(super) const ACKNOWLEDGED: &str = concat!(
    since!(),
    "SELECT ",
    row_columns!(),
    " FROM since JOIN log l ON l.person = since.person AND l.seq > since.after \
     AND l.seq <= since.up_to"
);
pub(super) const ACKNOWLEDGED_GONE: &str = concat!(
    since!(),
    "SELECT g.person, g.seq, g.reason FROM since JOIN gone g ON since.has_gone \
     AND g.person = since.person AND g.seq > since.after AND g.seq <= since.up_to"
);
pub(super) const LOCK_ACKNOWLEDGED: &str = concat!(
    since!(),
    "SELECT business, currency, event, transfer, prepaid, reserved, reach, owed, spent FROM business_head \
     WHERE business = ANY (ARRAY(SELECT DISTINCT l.business FROM since JOIN log l \
     ON l.person = since.person AND l.seq > since.after AND l.seq <= since.up_to \
     WHERE l.kind = 1)) ORDER BY business FOR NO KEY UPDATE"
);

pub(super) async fn acknowledge_batch(
    store: &PostgresStore,
    batch: &[Ack],
    now: Timestamp,
) -> Work<Vec<BusinessId>> {
    transact!(store.pool, session => {
        let mut sheet = load(session, batch).await?;
        let grown = step::acknowledge::acknowledge_batch(&mut sheet, batch, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(grown)
    })
}

async fn load(session: &Session, batch: &[Ack]) -> Work<Sheet> {
    let mut sheet = Sheet::default();
    // Of several reports about the same, the furthest covers what the others want.
    let mut furthest: BTreeMap<Pair, i64> = BTreeMap::new();
    for ack in batch {
        let (business, person, up_to) = match *ack {
            Ack::Delivered { person, up_to } => (BusinessId(0), person, up_to),
            Ack::Read { person, business, up_to } => (business, person, up_to),
        };
        let place = furthest.entry((business, person)).or_default();
        *place = i64::from(up_to.0).max(*place);
    }
    let (pairs, ends): (Vec<Pair>, Vec<i64>) = furthest.into_iter().unzip();
    let persons: BTreeSet<PersonId> = pairs.iter().map(|pair| pair.1).collect();
    let read: BTreeSet<Pair> = pairs.iter().copied().filter(|pair| pair.0.0 != 0).collect();
    let (businesses, people): (Vec<i64>, Vec<i64>) =
        pairs.iter().map(|(business, person)| (business.0, person.0)).unzip();
    let given: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&businesses, &people, &ends];
    let ((((), people), related), (rows, heads)) = both(
        both(
            both(session.batch(BEGIN), load::persons(session, LOCK_PERSONS, &persons)),
            load::relations(session, &read),
        ),
        both(session.query(ACKNOWLEDGED, &given), session.query(LOCK_ACKNOWLEDGED, &given)),
    )
    .await?;
    sheet.take_persons(&people)?;
    sheet.take_relations(&related)?;
    sheet.take_rows(&rows)?;
    sheet.take_businesses(&heads)?;
    // Few inboxes have anything in them that is gone; which, the locked heads say.
    if sheet.persons.values().any(|(_, head)| head.has_gone) {
        sheet.take_gone(&session.query(ACKNOWLEDGED_GONE, &given).await?)?;
    }
    for person in persons {
        sheet.knows(person);
    }
    Ok(sheet)
}

/// The business read the person's messages up to `message`.
pub(super) async fn mark_read(
    store: &PostgresStore,
    business: BusinessId,
    message: MessageRef,
    now: Timestamp,
) -> Work<Option<(PersonId, Arc<InboxEntry>)>> {
    let persons = BTreeSet::from([message.person]);
    let pairs = BTreeSet::from([(business, message.person)]);
    let range = (message.person, message.seq.0.saturating_sub(1), message.seq.0);
    transact!(store.pool, session => {
        let mut sheet = Sheet::default();
        let (((), people), (related, rows)) = both(
            both(session.batch(BEGIN), load::persons(session, LOCK_PERSONS, &persons)),
            both(load::relations(session, &pairs), load::ranges(session, ROWS, &[range])),
        )
        .await?;
        sheet.take_persons(&people)?;
        sheet.take_relations(&related)?;
        sheet.take_rows(&rows)?;
        let read = step::acknowledge::mark_read(&mut sheet, business, message, now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(read)
    })
}
