//! Blocks and reports.

use super::PostgresStore;
use super::fault::Work;
use super::session::{Given, Session, on};
use crate::log::export::Lines;
use crate::port::{ComplaintStore, Result};
use crate::record::Complaint;
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, PersonId, TemplateId};
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const PUT: &str = "INSERT INTO complaint (business, template, person, at, reported) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (business, template, person) DO UPDATE SET \
     at = excluded.at, reported = complaint.reported OR excluded.reported";
pub(super) const SINCE: &str = "SELECT business, template, person, at, reported FROM complaint \
     WHERE business = $1 AND at >= $2 ORDER BY at DESC, template, person LIMIT $3";
pub(super) const FORGET: &str = "DELETE FROM complaint WHERE (business, template, person) IN \
     (SELECT business, template, person FROM complaint WHERE at < $1 LIMIT $2)";
pub(super) const ALL: &str = "SELECT business, template, person, at, reported FROM complaint \
     ORDER BY business, template, person";

fn complaint_at(row: &Row) -> Work<Complaint> {
    Ok(Complaint {
        business: BusinessId(row.try_get(0)?),
        template: TemplateId(row.try_get(1)?),
        person: PersonId(row.try_get(2)?),
        at: Timestamp(row.try_get(3)?),
        reported: row.try_get(4)?,
    })
}

pub(super) async fn put(session: &Session, of: &Complaint) -> Work<()> {
    let given: Given<'_> =
        &[&of.business.0, &of.template.0, &of.person.0, &of.at.0, &of.reported];
    session.run(PUT, given).await.map(drop)
}

async fn since(
    session: &Session,
    business: BusinessId,
    since: Timestamp,
    limit: u32,
) -> Work<Vec<Complaint>> {
    let given: Given<'_> = &[&business.0, &since.0, &i64::from(limit)];
    session.query(SINCE, given).await?.iter().map(complaint_at).collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("complaint", &complaint_at(&row)?)?;
    }
    Ok(())
}

#[async_trait]
impl ComplaintStore for PostgresStore {
    async fn complain(&self, complaint: Complaint) -> Result<()> {
        on!(self, session => put(session, &complaint))
    }
    async fn complaints(
        &self,
        business: BusinessId,
        from: Timestamp,
        limit: u32,
    ) -> Result<Vec<Complaint>> {
        on!(self, session => since(session, business, from, limit))
    }
    async fn forget_complaints(&self, before: Timestamp, limit: u32) -> Result<u64> {
        on!(self, session => session.run(FORGET, &[&before.0, &i64::from(limit)]))
    }
}
