//! Fingerprints of templates.

use super::SqliteStore;
use super::fault::Work;
use crate::log::code;
use crate::port::{FingerprintStore, Result};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::rules::fingerprint::{Neighbour, keys, of_template, probes};
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use rusqlite::Connection;

pub(super) const FORGET: &str = "DELETE FROM fingerprint WHERE template = ?1";
pub(super) const PUT: &str =
    "INSERT INTO fingerprint (key, template, business, text) VALUES (?1, ?2, ?3, ?4)";
pub(super) const NEAR: &str = "SELECT DISTINCT f.template, f.business, f.text, b.suspended, \
     b.created_at FROM json_each(?1) AS probe JOIN fingerprint f ON f.key = probe.value \
     JOIN business b ON b.id = f.business WHERE f.business <> ?2 \
     ORDER BY b.suspended DESC, b.created_at DESC, f.template LIMIT ?3";
pub(super) const CLOSED_DOMAIN: &str = "SELECT EXISTS (SELECT 1 FROM json_each(?1) AS name \
     JOIN domain d ON d.domain = name.value JOIN business b ON b.id = d.business \
     WHERE b.suspended AND d.verified_at IS NOT NULL)";

/// Keeps what a template says now.
pub(super) fn put(conn: &Connection, template: &Template) -> Work<()> {
    forget(conn, template.id)?;
    let Some(text) = of_template(template) else { return Ok(()) };
    for key in keys(text) {
        let given = (key, template.id.0, template.business.0, text.cast_signed());
        conn.prepare_cached(PUT)?.execute(given)?;
    }
    Ok(())
}

pub(super) fn forget(conn: &Connection, template: TemplateId) -> Work<()> {
    conn.prepare_cached(FORGET)?.execute([template.0])?;
    Ok(())
}

fn near(conn: &Connection, text: u64, but: BusinessId, limit: u32) -> Work<Vec<Neighbour>> {
    let mut statement = conn.prepare_cached(NEAR)?;
    let given = (code::to_json(&probes(text))?, but.0, limit);
    let rows = statement.query_map(given, |row| {
        Ok(Neighbour {
            template: TemplateId(row.get(0)?),
            business: BusinessId(row.get(1)?),
            text: row.get::<_, i64>(2)?.cast_unsigned(),
            closed: row.get(3)?,
            since: Timestamp(row.get(4)?),
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn is_of_closed(conn: &Connection, domains: &[String]) -> Work<bool> {
    let mut statement = conn.prepare_cached(CLOSED_DOMAIN)?;
    Ok(statement.query_row([code::to_json(&domains)?], |row| row.get(0))?)
}

#[async_trait]
impl FingerprintStore for SqliteStore {
    async fn neighbours(&self, text: u64, but: BusinessId, limit: u32) -> Result<Vec<Neighbour>> {
        self.readers.run(move |conn| near(conn, text, but, limit)).await
    }
    async fn is_domain_of_closed(&self, domains: Vec<String>) -> Result<bool> {
        self.readers.run(move |conn| is_of_closed(conn, &domains)).await
    }
}
