//! Blocks and reports.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::log::export::Lines;
use crate::port::{ComplaintStore, Result};
use crate::record::Complaint;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, PersonId, TemplateId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, Row};

pub(super) const PUT: &str = "INSERT INTO complaint (business, template, person, at, reported) \
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (business, template, person) DO UPDATE SET \
     at = excluded.at, reported = max(complaint.reported, excluded.reported)";
pub(super) const SINCE: &str = "SELECT business, template, person, at, reported FROM complaint \
     WHERE business = ?1 AND at >= ?2 ORDER BY at DESC, template, person LIMIT ?3";
pub(super) const FORGET: &str = "DELETE FROM complaint WHERE (business, template, person) IN \
     (SELECT business, template, person FROM complaint WHERE at < ?1 LIMIT ?2)";
pub(super) const ALL: &str = "SELECT business, template, person, at, reported FROM complaint \
     ORDER BY business, template, person";

fn read(row: &Row<'_>) -> rusqlite::Result<Complaint> {
    Ok(Complaint {
        business: BusinessId(row.get(0)?),
        template: TemplateId(row.get(1)?),
        person: PersonId(row.get(2)?),
        at: Timestamp(row.get(3)?),
        reported: row.get(4)?,
    })
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    for complaint in statement.query_map([], read)? {
        lines.line("complaint", &complaint?)?;
    }
    Ok(())
}

#[async_trait]
impl ComplaintStore for SqliteStore {
    async fn complain(&self, of: Complaint) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            let given = (of.business.0, of.template.0, of.person.0, of.at.0, of.reported);
            tx.conn.prepare_cached(PUT)?.execute(given)?;
            Ok(())
        };
        self.writer.run(1, work).await
    }
    async fn complaints(
        &self,
        business: BusinessId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Complaint>> {
        let work = move |conn: &Connection| {
            let mut statement = conn.prepare_cached(SINCE)?;
            let rows = statement.query_map((business.0, since.0, limit), read)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.readers.run(work).await
    }
    async fn forget_complaints(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let work = move |tx: &mut Tx<'_>| {
            let gone = tx.conn.prepare_cached(FORGET)?.execute((before.0, limit))?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        };
        self.writer.run(1, work).await
    }
}
