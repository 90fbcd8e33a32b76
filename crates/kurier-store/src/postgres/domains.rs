//! Domains of businesses.

use super::PostgresStore;
use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use crate::log::corrupt;
use crate::log::export::Lines;
use crate::port::{DomainStore, Result, StoreError};
use crate::record::Domain;
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

macro_rules! columns {
    () => {
        "business, domain, code, created_at, verified_at"
    };
}

/// Lets one call count at a time.
pub(super) const LOCK_BUSINESS: &str = "SELECT 1 FROM business WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const COUNT: &str = "SELECT count(*) FROM domain WHERE business = $1";
pub(super) const INSERT: &str =
    concat!("INSERT INTO domain (", columns!(), ") VALUES ($1, $2, $3, $4, $5)");
pub(super) const ONE: &str =
    concat!("SELECT ", columns!(), " FROM domain WHERE business = $1 AND domain = $2");
pub(super) const OF_BUSINESS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM domain WHERE business = $1 ORDER BY domain COLLATE \"C\""
);
pub(super) const PROVEN: &str = "SELECT domain FROM domain \
     WHERE business = $1 AND verified_at IS NOT NULL ORDER BY domain COLLATE \"C\"";
pub(super) const VERIFY: &str = concat!(
    "UPDATE domain SET verified_at = coalesce(verified_at, $3) \
     WHERE business = $1 AND domain = $2 RETURNING ",
    columns!()
);
pub(super) const DELETE: &str = "DELETE FROM domain WHERE business = $1 AND domain = $2";
pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM domain ORDER BY business, domain COLLATE \"C\"");

const MISSING: StoreError = StoreError::NotFound("domain");

fn domain_at(row: &Row) -> Work<Domain> {
    Ok(Domain {
        business: BusinessId(row.try_get(0)?),
        domain: row.try_get(1)?,
        code: row.try_get(2)?,
        created_at: Timestamp(row.try_get(3)?),
        verified_at: row.try_get::<_, Option<i64>>(4)?.map(Timestamp),
    })
}

pub(super) async fn insert(session: &Session, new: &Domain) -> Work<()> {
    let verified_at = new.verified_at.map(|at| at.0);
    let given: Given<'_> =
        &[&new.business.0, &new.domain, &new.code, &new.created_at.0, &verified_at];
    session.run(INSERT, given).await.map(drop)
}

async fn add(store: &PostgresStore, new: &Domain, max: u32) -> Work<Domain> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_BUSINESS, &[&new.business.0]).await?;
        let there = session.one(ONE, &[&new.business.0, &new.domain]).await?;
        if let Some(there) = there.as_ref().map(domain_at).transpose()? {
            session.batch(COMMIT).await?;
            return Ok(there);
        }
        let row = session.one(COUNT, &[&new.business.0]).await?;
        let row = row.ok_or_else(|| corrupt("domain", new.business, "no count"))?;
        if row.try_get::<_, i64>(0)? >= i64::from(max) {
            return Err(StoreError::Conflict("too many domains").into());
        }
        insert(session, new).await?;
        session.batch(COMMIT).await?;
        Ok(new.clone())
    })
}

async fn of_business(session: &Session, business: BusinessId) -> Work<Vec<Domain>> {
    session.query(OF_BUSINESS, &[&business.0]).await?.iter().map(domain_at).collect()
}

/// Names of those that are verified.
pub(super) async fn proven(session: &Session, business: BusinessId) -> Work<Vec<String>> {
    let rows = session.query(PROVEN, &[&business.0]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

async fn verify(
    store: &PostgresStore,
    business: BusinessId,
    domain: &str,
    now: Timestamp,
) -> Work<Domain> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let row = session.one(VERIFY, &[&business.0, &domain, &now.0]).await?;
        let verified = domain_at(&row.ok_or(MISSING)?)?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        Ok(verified)
    })
}

async fn remove(store: &PostgresStore, business: BusinessId, domain: &str) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(DELETE, &[&business.0, &domain]).await? == 0 {
            return Err(MISSING.into());
        }
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("domain", &domain_at(&row)?)?;
    }
    Ok(())
}

#[async_trait]
impl DomainStore for PostgresStore {
    async fn add_domain(&self, domain: Domain, max: u32) -> Result<Domain> {
        self.ensure_open()?;
        add(self, &domain, max).await.map_err(Fault::into_store_error)
    }
    async fn domains(&self, business: BusinessId) -> Result<Vec<Domain>> {
        on!(self, session => of_business(session, business))
    }
    async fn verify_domain(
        &self,
        business: BusinessId,
        domain: String,
        now: Timestamp,
    ) -> Result<Domain> {
        self.ensure_open()?;
        verify(self, business, &domain, now).await.map_err(Fault::into_store_error)
    }
    async fn remove_domain(&self, business: BusinessId, domain: String) -> Result<()> {
        self.ensure_open()?;
        remove(self, business, &domain).await.map_err(Fault::into_store_error)
    }
}
