//! Cursors of people's devices, a batch in two goes; and of a business over her messages.

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
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is wanted of an acknowledged inbox: everything between her cursors, as they stand under the
/// lock, and the reported place. Business 0 = a report about delivery alone.
macro_rules! acknowledged {
    () => {
        " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS ack (business, person, up_to) \
         JOIN person_head h ON h.person = ack.person \
         LEFT JOIN relation_head r ON r.business = ack.business AND r.person = ack.person \
         CROSS JOIN LATERAL (SELECT CASE WHEN ack.business = 0 THEN h.delivered \
             ELSE least(h.delivered, greatest(coalesce(r.read, 0), coalesce(r.first, 0) - 1)) END \
             AS after) AS since "
    };
}
pub(super) const ACKNOWLEDGED: &str = concat!(
    "SELECT ",
    row_columns!(),
    acknowledged!(),
    "JOIN log l ON l.person = ack.person AND l.seq > since.after AND l.seq <= ack.up_to"
);
pub(super) const ACKNOWLEDGED_GONE: &str = concat!(
    "SELECT g.person, g.seq, g.reason",
    acknowledged!(),
    "JOIN gone g ON h.has_gone AND g.person = ack.person AND g.seq > since.after \
     AND g.seq <= ack.up_to"
);
pub(super) const LOCK_ACKNOWLEDGED: &str = concat!(
    "SELECT business, currency, event, transfer, prepaid, reserved FROM business_head \
     WHERE business = ANY (ARRAY(SELECT DISTINCT l.business",
    acknowledged!(),
    "JOIN log l ON l.person = ack.person AND l.seq > since.after AND l.seq <= ack.up_to \
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
    let (mut pairs, mut ends) = (Vec::new(), Vec::new());
    for ack in batch {
        let (business, person, up_to) = match *ack {
            Ack::Delivered { person, up_to } => (BusinessId(0), person, up_to),
            Ack::Read { person, business, up_to } => (business, person, up_to),
        };
        pairs.push((business, person));
        ends.push(i64::from(up_to.0));
    }
    let persons: BTreeSet<PersonId> = pairs.iter().map(|pair| pair.1).collect();
    let read: BTreeSet<Pair> = pairs.iter().copied().filter(|pair| pair.0.0 != 0).collect();
    let (businesses, people): (Vec<i64>, Vec<i64>) =
        pairs.iter().map(|(business, person)| (business.0, person.0)).unzip();
    let given: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&businesses, &people, &ends];
    let ((((), people), related), ((rows, gone), heads)) = both(
        both(
            both(session.batch(BEGIN), load::persons(session, LOCK_PERSONS, &persons)),
            load::relations(session, &read),
        ),
        both(
            both(session.query(ACKNOWLEDGED, &given), session.query(ACKNOWLEDGED_GONE, &given)),
            session.query(LOCK_ACKNOWLEDGED, &given),
        ),
    )
    .await?;
    sheet.take_persons(&people)?;
    sheet.take_relations(&related)?;
    sheet.take_rows(&rows)?;
    sheet.take_gone(&gone)?;
    sheet.take_businesses(&heads)?;
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
