//! Short tags that a business puts on people of its own.

use super::fault::Work;
use super::tx::Tx;
use crate::log::export::Lines;
use crate::record::{LabelCount, LabelLine};
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::outbound::Recipient;
use rusqlite::Connection;

pub(super) const PUT: &str =
    "INSERT INTO label (business, label, person) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
pub(super) const DELETE: &str =
    "DELETE FROM label WHERE business = ?1 AND label = ?2 AND person = ?3";
pub(super) const COUNTS: &str = "SELECT label, count(*) FROM label WHERE business = ?1 \
     GROUP BY label ORDER BY label LIMIT ?2";
pub(super) const ALL: &str =
    "SELECT business, label, person FROM label ORDER BY business, label, person";

pub(super) fn set(
    tx: &mut Tx<'_>,
    business: BusinessId,
    label: &str,
    people: &[Recipient],
    is_on: bool,
) -> Work<u64> {
    let mut known = 0_u64;
    for one in people {
        let Some(person) = tx.recipient(business, one)? else { continue };
        if tx.relation_cold((business, person))?.is_none() {
            continue;
        }
        let sql = if is_on { PUT } else { DELETE };
        tx.conn.prepare_cached(sql)?.execute((business.0, label, person.0))?;
        known = known.saturating_add(1);
    }
    Ok(known)
}

pub(super) fn all(conn: &Connection, business: BusinessId, limit: u32) -> Work<Vec<LabelCount>> {
    let mut statement = conn.prepare_cached(COUNTS)?;
    let rows = statement.query_map((business.0, limit), |row| {
        Ok(LabelCount {
            label: row.get(0)?,
            people: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, person) = (BusinessId(row.get(0)?), PersonId(row.get(2)?));
        lines.line("label", &LabelLine { business, label: row.get(1)?, person })?;
    }
    Ok(())
}
