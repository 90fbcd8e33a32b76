//! The state-machine test of money as a program of its own: as many steps as there is time for.
//!
//! `KURIER_LEDGER_OPS` steps from `KURIER_LEDGER_SEED` on, on `KURIER_LEDGER_STORE` (`sqlite`, `postgres`, or both). Without them
//! a few seeds with few steps. A failing seed is printed, and shows the same again.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "test code")]

mod pairs;

use async_trait::async_trait;
use kurier_store::port::Store;
use kurier_store::suite::StoreFactory;
use kurier_store::suite::ledger::{Done, Size, run};
use kurier_store::{PostgresOptions, PostgresStore, SqliteOptions, SqliteStore};
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempDir;
use testkit_services::{Database, Postgres, or_not_run};

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

struct Fresh(Database);

#[async_trait]
impl StoreFactory for Fresh {
    async fn open(&self) -> Arc<dyn Store> {
        let options =
            PostgresOptions { connections: 4, ..PostgresOptions::new(self.0.url(), pairs::ids()) };
        Arc::new(PostgresStore::open(options).await.unwrap())
    }
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

fn is_asked(store: &str) -> bool {
    std::env::var("KURIER_LEDGER_STORE").map_or(true, |asked| asked == store || asked == "both")
}

/// One seed, or some: as asked.
async fn all(store: &str, some: u64, make: impl Fn() -> Option<Box<dyn StoreFactory>>) {
    if !is_asked(store) {
        return;
    }
    let long = asked("KURIER_LEDGER_OPS").map(|ops| Size {
        ops,
        // Each comparison asks a database for each of them.
        businesses: if store == "sqlite" { 100 } else { 12 },
        people: 20,
        verify_every: (ops / 4).max(1),
    });
    let first = asked("KURIER_LEDGER_SEED").unwrap_or(1);
    let count = if long.is_some() { 1 } else { some };
    let mut sum = Done::default();
    for seed in first..first + count {
        let Some(factory) = make() else { return };
        let began = Instant::now();
        let mut told = 0;
        let mut progress = |done: Done| {
            if long.is_some() && done.ops >= told + 50_000 {
                told = done.ops;
                eprintln!("{store}: {} steps in {:.0?}: {done:?}", done.ops, began.elapsed());
            }
        };
        let size = long.unwrap_or(Size::SMALL);
        if long.is_none() {
            eprintln!("{store}: seed {seed}");
        }
        let done = run(&*factory, seed, size, &mut progress).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_interleavings_keep_every_invariant_on_sqlite() {
    all("sqlite", 6, || Some(Box::new(Folder(TempDir::new().unwrap())))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_interleavings_keep_every_invariant_on_postgres() {
    all("postgres", 2, || {
        let server = or_not_run(Postgres::shared())?;
        Some(Box::new(Fresh(server.database().unwrap())))
    })
    .await;
}
