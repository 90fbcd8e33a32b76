//! Domains of businesses.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::log::export::Lines;
use crate::port::{DomainStore, Result, StoreError};
use crate::record::Domain;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

macro_rules! columns {
    () => {
        "business, domain, code, created_at, verified_at"
    };
}

pub(super) const COUNT: &str = "SELECT count(*) FROM domain WHERE business = ?1";
pub(super) const INSERT: &str =
    concat!("INSERT INTO domain (", columns!(), ") VALUES (?1, ?2, ?3, ?4, ?5)");
pub(super) const ONE: &str =
    concat!("SELECT ", columns!(), " FROM domain WHERE business = ?1 AND domain = ?2");
pub(super) const OF_BUSINESS: &str =
    concat!("SELECT ", columns!(), " FROM domain WHERE business = ?1 ORDER BY domain");
pub(super) const PROVEN: &str = "SELECT domain FROM domain \
     WHERE business = ?1 AND verified_at IS NOT NULL ORDER BY domain";
pub(super) const VERIFY: &str = "UPDATE domain SET verified_at = coalesce(verified_at, ?3) \
     WHERE business = ?1 AND domain = ?2";
pub(super) const DELETE: &str = "DELETE FROM domain WHERE business = ?1 AND domain = ?2";
pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM domain ORDER BY business, domain");

const MISSING: StoreError = StoreError::NotFound("domain");

fn read(row: &Row<'_>) -> rusqlite::Result<Domain> {
    Ok(Domain {
        business: BusinessId(row.get(0)?),
        domain: row.get(1)?,
        code: row.get(2)?,
        created_at: Timestamp(row.get(3)?),
        verified_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
    })
}

fn one(conn: &Connection, business: BusinessId, domain: &str) -> Work<Option<Domain>> {
    let mut statement = conn.prepare_cached(ONE)?;
    Ok(statement.query_row((business.0, domain), read).optional()?)
}

fn add(tx: &Tx<'_>, new: &Domain, max: u32) -> Work<Domain> {
    if let Some(there) = one(tx.conn, new.business, &new.domain)? {
        return Ok(there);
    }
    let mut count = tx.conn.prepare_cached(COUNT)?;
    let there: u32 = count.query_row([new.business.0], |row| row.get(0))?;
    if there >= max {
        return Err(StoreError::Conflict("too many domains").into());
    }
    let verified_at = new.verified_at.map(|at| at.0);
    let given = params![new.business.0, new.domain, new.code, new.created_at.0, verified_at];
    tx.conn.prepare_cached(INSERT)?.execute(given)?;
    Ok(new.clone())
}

fn of_business(conn: &Connection, business: BusinessId) -> Work<Vec<Domain>> {
    let mut statement = conn.prepare_cached(OF_BUSINESS)?;
    let rows = statement.query_map([business.0], read)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Names of those that are verified.
pub(super) fn proven(conn: &Connection, business: BusinessId) -> Work<Vec<String>> {
    let mut statement = conn.prepare_cached(PROVEN)?;
    let rows = statement.query_map([business.0], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn verify(tx: &mut Tx<'_>, business: BusinessId, domain: &str, now: Timestamp) -> Work<Domain> {
    tx.conn.prepare_cached(VERIFY)?.execute((business.0, domain, now.0))?;
    tx.cold.touch();
    tx.cold.domains.remove(&business);
    Ok(one(tx.conn, business, domain)?.ok_or(MISSING)?)
}

fn remove(tx: &mut Tx<'_>, business: BusinessId, domain: &str) -> Work<()> {
    tx.cold.touch();
    tx.cold.domains.remove(&business);
    match tx.conn.prepare_cached(DELETE)?.execute((business.0, domain))? {
        0 => Err(MISSING.into()),
        _ => Ok(()),
    }
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("domain", &read(row)?)?;
    }
    Ok(())
}

#[async_trait]
impl DomainStore for SqliteStore {
    async fn add_domain(&self, domain: Domain, max: u32) -> Result<Domain> {
        self.writer.run(1, move |tx| add(tx, &domain, max)).await
    }
    async fn domains(&self, business: BusinessId) -> Result<Vec<Domain>> {
        self.readers.run(move |conn| of_business(conn, business)).await
    }
    async fn verify_domain(
        &self,
        business: BusinessId,
        domain: String,
        now: Timestamp,
    ) -> Result<Domain> {
        self.writer.run(1, move |tx| verify(tx, business, &domain, now)).await
    }
    async fn remove_domain(&self, business: BusinessId, domain: String) -> Result<()> {
        self.writer.run(1, move |tx| remove(tx, business, &domain)).await
    }
}
