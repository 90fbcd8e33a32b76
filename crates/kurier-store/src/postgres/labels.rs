//! Short tags that a business puts on people of its own.

use super::PostgresStore;
use super::fault::Work;
use super::session::{BEGIN, COMMIT, Session, transact};
use super::sheet::Sheet;
use crate::log::export::Lines;
use crate::record::{LabelCount, LabelLine};
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::outbound::Recipient;
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const PUT: &str = "INSERT INTO label (business, label, person) SELECT r.business, $2, r.person FROM relation r \
     WHERE r.business = $1 AND r.person = ANY($3) ON CONFLICT DO NOTHING";
pub(super) const DELETE: &str =
    "DELETE FROM label WHERE business = $1 AND label = $2 AND person = ANY($3)";
pub(super) const KNOWN: &str =
    "SELECT count(*) FROM relation WHERE business = $1 AND person = ANY($2)";
pub(super) const COUNTS: &str = "SELECT label, count(*) FROM label WHERE business = $1 \
     GROUP BY label ORDER BY label COLLATE \"C\" LIMIT $2";
pub(super) const ALL: &str =
    "SELECT business, label, person FROM label ORDER BY business, label COLLATE \"C\", person";
pub(super) const INSERT: &str = "INSERT INTO label (business, label, person) VALUES ($1, $2, $3)";

pub(super) async fn set(
    store: &PostgresStore,
    business: BusinessId,
    label: &str,
    people: &[Recipient],
    is_on: bool,
) -> Work<u64> {
    transact!(store.pool, session => {
        let mut sheet = Sheet::default();
        session.batch(BEGIN).await?;
        sheet.find_recipients(session, people.iter().map(|to| (business, to))).await?;
        let mut persons: Vec<i64> = sheet.recipients.values().map(|person| person.0).collect();
        persons.sort_unstable();
        let sql = if is_on { PUT } else { DELETE };
        session.run(sql, &[&business.0, &label, &persons]).await?;
        let known = session.one(KNOWN, &[&business.0, &persons]).await?;
        let known: i64 = known.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
        session.batch(COMMIT).await?;
        Ok(u64::try_from(known).unwrap_or(0))
    })
}

pub(super) async fn all(
    session: &Session,
    business: BusinessId,
    limit: u32,
) -> Work<Vec<LabelCount>> {
    let read = |row: &Row| {
        let people: i64 = row.try_get(1)?;
        Ok(LabelCount { label: row.try_get(0)?, people: u64::try_from(people).unwrap_or(0) })
    };
    session.query(COUNTS, &[&business.0, &i64::from(limit)]).await?.iter().map(read).collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        let (business, person) = (BusinessId(row.try_get(0)?), PersonId(row.try_get(2)?));
        lines.line("label", &LabelLine { business, label: row.try_get(1)?, person })?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &LabelLine) -> Work<()> {
    session.run(INSERT, &[&line.business.0, &line.label, &line.person.0]).await.map(drop)
}
