//! Fingerprints of templates.

use super::PostgresStore;
use super::fault::Work;
use super::session::{Given, Session, on};
use crate::log::corrupt;
use crate::port::{FingerprintStore, Result};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::rules::fingerprint::{Neighbour, keys, of_template, probes};
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use tokio_postgres::Row;

pub(super) const FORGET: &str = "DELETE FROM fingerprint WHERE template = $1";
pub(super) const PUT: &str = "INSERT INTO fingerprint (key, template, business, text) \
     SELECT key, $2::bigint, $3::bigint, $4::bigint FROM unnest($1::bigint[]) AS key";
pub(super) const NEAR: &str = "SELECT DISTINCT f.template, f.business, f.text, b.suspended, \
     b.created_at FROM fingerprint f JOIN business b ON b.id = f.business \
     WHERE f.key = ANY($1) AND f.business <> $2 \
     ORDER BY b.suspended DESC, b.created_at DESC, f.template LIMIT $3";
pub(super) const CLOSED_DOMAIN: &str = "SELECT EXISTS (SELECT 1 FROM domain d \
     JOIN business b ON b.id = d.business \
     WHERE d.domain = ANY($1) AND b.suspended AND d.verified_at IS NOT NULL)";

/// Keeps what a template says now.
pub(super) async fn put(session: &Session, template: &Template) -> Work<()> {
    forget(session, template.id).await?;
    let Some(text) = of_template(template) else { return Ok(()) };
    let given: Given<'_> =
        &[&keys(text), &template.id.0, &template.business.0, &text.cast_signed()];
    session.run(PUT, given).await.map(drop)
}

pub(super) async fn forget(session: &Session, template: TemplateId) -> Work<()> {
    session.run(FORGET, &[&template.0]).await.map(drop)
}

async fn near(session: &Session, text: u64, but: BusinessId, limit: u32) -> Work<Vec<Neighbour>> {
    let given: Given<'_> = &[&probes(text), &but.0, &i64::from(limit)];
    session.query(NEAR, given).await?.iter().map(neighbour_at).collect()
}

fn neighbour_at(row: &Row) -> Work<Neighbour> {
    Ok(Neighbour {
        template: TemplateId(row.try_get(0)?),
        business: BusinessId(row.try_get(1)?),
        text: row.try_get::<_, i64>(2)?.cast_unsigned(),
        closed: row.try_get(3)?,
        since: Timestamp(row.try_get(4)?),
    })
}

async fn is_of_closed(session: &Session, domains: &[String]) -> Work<bool> {
    let row = session.one(CLOSED_DOMAIN, &[&domains]).await?;
    Ok(row.ok_or_else(|| corrupt("domain", "", "no answer"))?.try_get(0)?)
}

#[async_trait]
impl FingerprintStore for PostgresStore {
    async fn neighbours(&self, text: u64, but: BusinessId, limit: u32) -> Result<Vec<Neighbour>> {
        on!(self, session => near(session, text, but, limit))
    }
    async fn is_domain_of_closed(&self, domains: Vec<String>) -> Result<bool> {
        on!(self, session => is_of_closed(session, &domains))
    }
}
