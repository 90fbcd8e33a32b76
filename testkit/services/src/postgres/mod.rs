//! PostgreSQL: a throw-away cluster, or the one that the tests of a run share.

mod cluster;
mod database;
mod program;
mod shared;

pub use database::{Database, Server};

use crate::port;
use crate::service::{Guard, Service};
use anyhow::Context;
use cluster::Cluster;
use std::ops::Deref;
use std::path::PathBuf;

/// How to start a cluster of one's own.
#[derive(Debug, Clone, Default)]
pub struct PostgresOptions {
    /// Further settings, as `-c name=value`. Nothing is switched off by itself: `fsync` is on.
    pub settings: Vec<(String, String)>,
    /// Further arguments of `initdb`, such as `--locale-provider=icu` and `--icu-locale=de`.
    pub initdb: Vec<String>,
    /// TLS with a throw-away certificate; connections over TCP without TLS are refused then.
    #[cfg(feature = "tls")]
    pub tls: bool,
}

impl PostgresOptions {
    /// With one more setting.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A cluster of one's own; ends when dropped. Its databases are made through [`Server`].
#[derive(Debug)]
pub struct Postgres {
    service: Service,
    cluster: Cluster,
    guard: Guard,
    server: Server,
}

impl Postgres {
    /// Starts a cluster as it would run in earnest; a [`Missing`](crate::Missing) error without PostgreSQL.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(&PostgresOptions::default())
    }

    /// Starts a cluster with options.
    pub fn start_with(options: &PostgresOptions) -> anyhow::Result<Self> {
        Self::guarded(options, Guard::WithUs)
    }

    fn guarded(options: &PostgresOptions, guard: Guard) -> anyhow::Result<Self> {
        let cluster = Cluster::make(options, port::free()?)?;
        let service = cluster.launch(&guard)?;
        let base = format!("postgres://postgres@127.0.0.1:{}/postgres", cluster.port());
        Ok(Self { service, server: Server::at(&base)?, cluster, guard })
    }

    /// The server that the tests of one run share: the one that `KURIER_TEST_POSTGRES` names, otherwise one
    /// that the first process starts and that ends soon after the last. Each test takes a database of its own.
    pub fn shared() -> anyhow::Result<&'static Server> {
        shared::server()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.cluster.port()
    }

    /// The process id of the postmaster.
    pub fn id(&self) -> u32 {
        self.service.id()
    }

    /// The certificate of the authority that clients must trust, as PEM.
    #[cfg(feature = "tls")]
    pub fn authority_file(&self) -> PathBuf {
        self.cluster.path().join("authority.pem")
    }

    /// Its data folder.
    pub fn data_folder(&self) -> PathBuf {
        self.cluster.data()
    }

    /// Ends it in good order: open transactions are rolled back, everything is written.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.end("INT")
    }

    /// `kill -9` of the postmaster; the other processes notice and end.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.end("KILL")
    }

    /// Aborts all sessions at once and starts again with recovery from the log, like `pg_ctl restart -m immediate`.
    pub fn restart_immediate(&mut self) -> anyhow::Result<()> {
        self.end("QUIT")?;
        self.start_again()
    }

    /// Starts again on the same data and the same port, after [`Postgres::stop`] or [`Postgres::kill`].
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.service = self.cluster.launch(&self.guard)?;
        Ok(())
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        self.service.log()
    }

    fn end(&mut self, signal: &str) -> anyhow::Result<()> {
        self.service.signal(signal)?;
        self.service.ended().map(drop).context("postgres")
    }
}

impl Deref for Postgres {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Killed, it would leave a piece of shared memory in the system. What fails here has ended before.
        if self.service.runs().unwrap_or_default() {
            drop(self.end("QUIT"));
        }
    }
}
