//! The backend that many nodes share: PostgreSQL 14 or newer.
//!
//! A verb is one transaction of few round trips. Facts come and changes go as arrays; statements that
//! need not wait for each other are sent at once; rows are locked in one order (see `load`); a lost
//! race is run again here. Nodes keep nothing that decides: what they remember is checked against a
//! generation number in every deciding transaction.

mod accounts;
mod acknowledge;
mod admit;
mod answered;
mod bars;
mod billing;
mod budgets;
mod campaigns;
mod chat_links;
mod cold;
mod connect;
mod desk;
mod domains;
mod expire;
mod export;
mod facts;
mod fault;
mod fingerprints;
mod flows;
mod follow;
mod history;
mod import;
mod invitation;
mod invites;
mod invoices;
mod labels;
mod leases;
mod load;
mod lookups;
mod media;
mod migrate;
mod money;
mod networks;
mod onboarding;
mod pacing;
mod pilot;
mod previews;
mod receipts;
mod receive;
mod recipients;
mod relations;
mod returns;
mod row;
mod schedule;
mod secrets;
mod sender_pages;
mod session;
mod sheet;
mod signals;
mod signups;
mod statements;
mod store;
mod tally;
mod templates;
#[cfg(test)]
mod tests;
mod together;
mod uploads;
mod usernames;
mod verify;
mod webhooks;
mod writes;

use crate::port::{Result, StoreError};
use crate::record::PairIdMaker;
use cold::Memory;
use deadpool_postgres::Pool;
use fault::{Fault, Work};
use kurier_policy::rate::Limits;
use lookups::Lookups;
use recipients::Recipients;
use std::io::BufRead;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::AbortHandle;

/// How to open a [`PostgresStore`].
#[derive(Clone)]
pub struct PostgresOptions {
    /// `postgres://user:password@host:port/database`, with `sslmode` if wanted.
    pub url: String,
    /// Most connections of this node.
    pub connections: usize,
    /// Makes the ids by which a business knows a person.
    pub pair_ids: PairIdMaker,
    /// Rates of a new installation; later [`crate::port::Store::set_limits`] changes them.
    pub limits: Limits,
}

impl PostgresOptions {
    /// The defaults: 12 connections, the documented rates.
    pub fn new(url: impl Into<String>, pair_ids: PairIdMaker) -> Self {
        Self { url: url.into(), connections: 12, pair_ids, limits: Limits::REAL }
    }
}

/// The shared store.
pub struct PostgresStore {
    pool: Pool,
    memory: Memory,
    recipients: Recipients,
    lookups: std::sync::Arc<Lookups>,
    pair_ids: PairIdMaker,
    closed: AtomicBool,
    refresh: AbortHandle,
}

impl PostgresStore {
    /// Connects and brings the schema up to date. Must be called inside a Tokio runtime.
    pub async fn open(options: PostgresOptions) -> Result<Self> {
        open(options).await.map_err(Fault::into_store_error)
    }

    /// Takes in what [`crate::port::Store::export_canonical`] wrote, all of it or nothing; answers how
    /// many lines it had. `Conflict` if this installation has businesses or people already.
    pub async fn import(
        &self,
        from: Box<dyn BufRead + Send>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<u64> {
        let lines = import::import(self, from, progress).await.map_err(Fault::into_store_error)?;
        self.lookups.forget_all();
        Ok(lines)
    }

    fn ensure_open(&self) -> Result<()> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the store is closed".to_owned()));
        }
        Ok(())
    }

    fn shut_down(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.refresh.abort();
        self.pool.close();
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        self.shut_down();
    }
}

async fn open(options: PostgresOptions) -> Work<PostgresStore> {
    migrate::migrate(connect::config(&options.url)?).await?;
    let pool = connect::pool(connect::config(&options.url)?, options.connections.max(2))?;
    templates::first_limits(&session::Session::open(&pool).await?, &options.limits).await?;
    let lookups = std::sync::Arc::new(Lookups::default());
    let refresh = tokio::spawn(lookups::refresh(pool.clone(), lookups.clone())).abort_handle();
    Ok(PostgresStore {
        pool,
        memory: Memory::default(),
        recipients: Recipients::default(),
        lookups,
        pair_ids: options.pair_ids,
        closed: AtomicBool::new(false),
        refresh,
    })
}
