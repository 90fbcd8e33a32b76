//! The state-machine test of money as a program of its own: as many steps as there is time for.
//!
//! `KURIER_LEDGER_OPS` steps that follow from `KURIER_LEDGER_SEED`, on `KURIER_LEDGER_STORE` (`sqlite`, `postgres`, or `both`);
//! `KURIER_LEDGER_EXACT` compares all businesses after each commit instead of now and then. `cargo xtask faults --ledger`
//! sets them. Without them a few seeds with few steps. A failing seed is printed, and shows the same again.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "test code")]

mod pairs;

use async_trait::async_trait;
use kurier_store::port::Store;
use kurier_store::suite::StoreFactory;
use kurier_store::suite::ledger::{Done, Size, run};
use kurier_store::{PostgresOptions as StoreOptions, PostgresStore, SqliteOptions, SqliteStore};
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempDir;
use testkit_services::{Database, Postgres, PostgresOptions, or_not_run};

struct Folder(TempDir);

#[async_trait]
impl StoreFactory for Folder {
    async fn open(&self) -> Arc<dyn Store> {
        let options = SqliteOptions {
            ballast_bytes: 0,
            min_free_bytes: Some(0),
            ..SqliteOptions::new(self.0.path(), pairs::ids())
        };
        Arc::new(SqliteStore::open(options).unwrap())
    }
}

struct Fresh {
    // Dropped first: it is dropped on the server.
    database: Database,
    _own: Option<Postgres>,
}

#[async_trait]
impl StoreFactory for Fresh {
    async fn open(&self) -> Arc<dyn Store> {
        let options =
            StoreOptions { connections: 4, ..StoreOptions::new(self.database.url(), pairs::ids()) };
        Arc::new(PostgresStore::open(options).await.unwrap())
    }
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

fn is_asked(store: &str) -> bool {
    std::env::var("KURIER_LEDGER_STORE").map_or(true, |asked| asked == store || asked == "both")
}

fn size(store: &str, ops: u64) -> Size {
    // Each business more costs a database more round trips than a file looks.
    let size = Size::long(ops, if store == "sqlite" { 100 } else { 40 });
    let exact = std::env::var_os("KURIER_LEDGER_EXACT").is_some();
    Size { compare_every: if exact { 1 } else { size.compare_every }, ..size }
}

/// One seed, or some: as asked.
async fn all(store: &str, some: u64, make: impl Fn() -> Option<Box<dyn StoreFactory>>) {
    if !is_asked(store) {
        return;
    }
    let long = asked("KURIER_LEDGER_OPS").map(|ops| size(store, ops));
    let first = asked("KURIER_LEDGER_SEED").unwrap_or(1);
    let count = if long.is_some() { 1 } else { some };
    let mut sum = Done::default();
    for seed in first..first + count {
        let Some(factory) = make() else { return };
        eprintln!("{store}: seed {seed}");
        let began = Instant::now();
        let mut told = 0;
        let mut progress = |done: Done| {
            if done.ops >= told + 50_000 {
                told = done.ops;
                eprintln!("{store}: {:.0?}: {done:?}", began.elapsed());
            }
        };
        let done = run(&*factory, seed, long.unwrap_or(Size::SMALL), &mut progress).await;
        if long.is_some() {
            eprintln!("{store}: seed {seed} holds: {done:?} in {:.0?}", began.elapsed());
        }
        sum.accepted += done.accepted;
        sum.delivered += done.delivered;
        sum.failed += done.failed;
        sum.refused += done.refused;
    }
    let counts = [sum.accepted, sum.delivered, sum.failed, sum.refused];
    assert!(counts.iter().all(|count| *count > 10), "little happened: {sum:?}");
}

/// For a long run a server of its own: what is proved here is arithmetic, not that disks keep what they flushed.
fn fresh() -> Option<Box<dyn StoreFactory>> {
    if asked("KURIER_LEDGER_OPS").is_none() {
        let server = or_not_run(Postgres::shared())?;
        return Some(Box::new(Fresh { database: server.database().unwrap(), _own: None }));
    }
    let options = [("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")]
        .into_iter()
        .chain([("shared_buffers", "512MB"), ("max_wal_size", "4GB")])
        .fold(PostgresOptions::default(), |options, (name, value)| options.setting(name, value));
    let server = or_not_run(Postgres::start_with(&options))?;
    Some(Box::new(Fresh { database: server.database().unwrap(), _own: Some(server) }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_interleavings_keep_every_invariant_on_sqlite() {
    all("sqlite", 6, || Some(Box::new(Folder(TempDir::new().unwrap())))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_interleavings_keep_every_invariant_on_postgres() {
    all("postgres", 2, fresh).await;
}
