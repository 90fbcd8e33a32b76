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
use std::sync::atomic::{AtomicU32, Ordering};
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
    // Round trips cost a database more than steps do, and each business more is asked about.
    let size = match store {
        "sqlite" => Size::long(ops, 100),
        _ => Size { together: 64, ..Size::long(ops, 40) },
    };
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

/// Hurts the data behind the store's back, once, before they are opened for the second time.
struct Planted<F> {
    of: F,
    opened: AtomicU32,
    plant: fn(&F),
}

#[async_trait]
impl<F: StoreFactory> StoreFactory for Planted<F> {
    async fn open(&self) -> Arc<dyn Store> {
        if self.opened.fetch_add(1, Ordering::Relaxed) == 1 {
            (self.plant)(&self.of);
        }
        self.of.open().await
    }
}

/// What a history of this seed with a planted fault ends with: words that name step and finding.
async fn found<F: StoreFactory + 'static>(of: F, plant: fn(&F), seed: u64) -> String {
    let planted = Planted { of, opened: AtomicU32::new(0), plant };
    let history = tokio::spawn(async move { run(&planted, seed, Size::SMALL, &mut |_| {}).await });
    let panic = history.await.unwrap_err().into_panic();
    panic.downcast_ref::<String>().unwrap().clone()
}

/// Spoils the database behind the store's back.
type Hurt = fn(&Folder);

fn hurt(folder: &Folder, sql: &str) {
    let raw = rusqlite::Connection::open(folder.0.path().join("kurier.db")).unwrap();
    raw.execute_batch(sql).unwrap();
    assert!(raw.changes() > 0, "changed nothing: {sql}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_fault_is_found_by_its_invariant_and_its_seed_shows_it_again() {
    let faults: [(&str, Hurt); 3] = [
        ("I5", |folder| {
            hurt(
                folder,
                "DROP TRIGGER transfer_stays; UPDATE transfer SET amount = amount + 1 \
                 WHERE (business, id) = (SELECT business, id FROM transfer WHERE kind = 2 ORDER BY 1, 2)",
            );
        }),
        ("I7", |folder| {
            hurt(folder, "UPDATE account SET balance = balance + 7 WHERE name = 'vat'");
        }),
        ("I11", |folder| {
            hurt(
                folder,
                "DROP TRIGGER transfer_remains; DELETE FROM transfer \
                 WHERE (business, id) = (SELECT business, id FROM transfer WHERE kind = 0 ORDER BY 1, 2)",
            );
        }),
    ];
    for (invariant, plant) in faults {
        let folder = || Folder(TempDir::new().unwrap());
        let first = found(folder(), plant, 3).await;
        assert!(first.contains(&format!("\"{invariant}: ")), "{invariant}: {first}");
        assert!(first.contains("seed 3, step "), "{first}");
        assert_eq!(found(folder(), plant, 3).await, first);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_fault_is_found_on_postgres_too() {
    let Some(server) = or_not_run(Postgres::shared()) else { return };
    let of = Fresh { database: server.database().unwrap(), _own: None };
    let plant = |of: &Fresh| {
        let sql = "SET session_replication_role = replica; UPDATE transfer SET amount = amount + 1 \
             WHERE (business, id) = (SELECT business, id FROM transfer WHERE kind = 2 ORDER BY 1, 2 LIMIT 1)";
        of.database.run(sql).unwrap();
    };
    let told = found(of, plant, 3).await;
    assert!(told.contains("\"I5: "), "{told}");
}
