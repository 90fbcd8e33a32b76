//! What only this backend can show: its files, its memory, its statements.

use super::checkpoint::{self, Checkpointer, Thresholds};
use super::{SqliteOptions, SqliteStore, background, load, migrate, snapshot, statements};
use crate::port::{Store, StoreError};
use crate::record::{Ack, Admission};
use crate::suite::StoreFactory;
use crate::suite::world::{PAID_IN, UTILITY, World, call, text};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_policy::pair::PairKey;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::receipt::Decision;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};
use tempfile::TempDir;

/// Opens real stores, and keeps the newest in sight.
struct Folder {
    dir: TempDir,
    min_free_bytes: u64,
    in_place: bool,
    newest: Mutex<Option<Arc<SqliteStore>>>,
}

impl Folder {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        Self { dir, min_free_bytes: 0, in_place: false, newest: Mutex::new(None) }
    }
    fn path(&self) -> &Path {
        self.dir.path()
    }
    fn options(&self) -> SqliteOptions {
        let key = PairKey::new([7; 32]);
        let pair_ids = Arc::new(move |business: BusinessId, person: PersonId, attempt: u32| {
            key.make(business, person, attempt)
        });
        SqliteOptions {
            ballast_bytes: 1_000_000,
            min_free_bytes: Some(self.min_free_bytes),
            in_place: self.in_place,
            ..SqliteOptions::new(self.path(), pair_ids)
        }
    }
    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(migrate::path(self.path())).unwrap()
    }
    /// The store itself, beside the port.
    fn take(&self) -> Arc<SqliteStore> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap()
    }
}

#[async_trait]
impl StoreFactory for Folder {
    async fn open(&self) -> Arc<dyn Store> {
        let store = Arc::new(SqliteStore::open(self.options()).unwrap());
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(store.clone());
        store
    }
}

async fn lived_in(folder: &Folder) -> World {
    let world = World::start(folder).await;
    drop(folder.take());
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    world.say("Hello", "1").await;
    for _ in 0..100 {
        world.sent(text("More")).await;
    }
    world.sent(call(Category::Marketing)).await;
    world.read(50).await;
    world.withdraw(Some(Purpose::Marketing)).await;
    world
}

/// A world begins with many calls of every kind, each of which it waits for.
#[test]
fn in_place_all_is_done_when_a_call_returns() {
    let folder = Folder { in_place: true, ..Folder::new() };
    let world = std::pin::pin!(lived_in(&folder));
    assert!(world.poll(&mut Context::from_waker(Waker::noop())).is_ready());
}

#[test]
fn every_statement_fits_the_schema() {
    let dir = TempDir::new().unwrap();
    let mut conn = migrate::open_writer(dir.path(), 1_024).unwrap();
    migrate::migrate(&mut conn).unwrap();
    for sql in statements::ALL {
        if let Err(error) = conn.prepare(sql) {
            panic!("{sql}: {error}");
        }
    }
}

#[test]
fn statements_that_grow_with_the_log_use_an_index() {
    let dir = TempDir::new().unwrap();
    let mut conn = migrate::open_writer(dir.path(), 1_024).unwrap();
    migrate::migrate(&mut conn).unwrap();
    for sql in [
        super::row::ROW,
        super::row::FULL_ROW,
        super::chain::NEXT_MARK,
        super::follow::EVENTS,
        super::gone::GONE,
        super::idempotency::KEY,
        super::receive::INBOUND_KEY,
        super::relations::RELATION,
        super::relations::RELATION_BY_WA_ID,
        super::relations::RELATION_BY_USER_ID,
        super::relations::RELATIONS_OF,
        super::relations::PERMISSIONS,
        super::money::TRANSFERS,
        super::webhooks::DUE_RETRIES,
        super::webhooks::ATTEMPTS,
    ] {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = statement.parameter_count();
        let given = rusqlite::params_from_iter(std::iter::repeat_n(0, count));
        let steps: Vec<String> =
            statement.query_map(given, |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        let plan = steps.join("; ");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

#[tokio::test]
async fn the_log_is_never_changed() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let raw = folder.raw();
    for table in ["log", "event", "transfer", "receipt"] {
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET business = 1")] {
            let error = raw.execute(&sql, []).unwrap_err().to_string();
            assert!(error.contains("never"), "{sql}: {error}");
        }
    }
    world.assert_ledger().await;
}

#[tokio::test]
async fn the_audit_finds_what_was_tampered_with() {
    let tampering = [
        "DROP TRIGGER log_stays; UPDATE log SET price = price + 1 WHERE price > 0",
        "DROP TRIGGER transfer_stays; UPDATE transfer SET amount = amount + 1 WHERE kind = 1",
        "DROP TRIGGER transfer_remains; DELETE FROM transfer WHERE kind = 3",
        "DROP TRIGGER event_remains; DELETE FROM event WHERE seq = 9",
        "DROP TRIGGER event_stays; UPDATE event SET status = 2 WHERE seq = (SELECT max(seq) FROM event WHERE status = 3)",
        "DROP TRIGGER log_stays; UPDATE log SET seq = seq + 1 WHERE seq = 40",
        "UPDATE account SET balance = balance + 5 WHERE name LIKE 'prepaid:%'",
        "DELETE FROM account WHERE name = 'bank'",
    ];
    for sql in tampering {
        let folder = Folder::new();
        let world = lived_in(&folder).await;
        world.assert_ledger().await;
        let raw = folder.raw();
        raw.execute_batch(sql).unwrap();
        assert!(raw.changes() > 0, "changed nothing: {sql}");
        let report = world.store.verify_ledger().await.unwrap();
        assert!(!report.findings.is_empty(), "not found: {sql}");
    }
}

#[tokio::test]
async fn a_snapshot_and_the_whole_log_give_the_same_state() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let raw = folder.raw();
    let whole = load::load(&raw, folder.path()).unwrap();
    assert!(whole.last_pos > 100, "or this shows nothing");
    assert!(snapshot::read(folder.path()).unwrap().is_none());
    let world = world.reopen(&folder).await;
    let store = folder.take();
    assert_eq!(*store.shared.read_hot(), whole, "after a crash");
    background::save(&store.shared);
    let part = snapshot::read(folder.path()).unwrap().unwrap();
    assert_eq!((part.last_pos, &part.persons), (whole.last_pos, &whole.persons));
    world.sent(call(Category::Utility)).await;
    world.read(u32::MAX).await;
    let from_snapshot = load::load(&raw, folder.path()).unwrap();
    assert_eq!(*store.shared.read_hot(), from_snapshot, "snapshot and tail");
    std::fs::remove_file(folder.path().join("heads.snapshot")).unwrap();
    assert_eq!(load::load(&raw, folder.path()).unwrap(), from_snapshot, "the whole log");
}

#[tokio::test]
async fn a_damaged_snapshot_is_not_used() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let whole = load::load(&folder.raw(), folder.path()).unwrap();
    world.store.close().await.unwrap();
    let file = folder.path().join("heads.snapshot");
    let good = std::fs::read(&file).unwrap();
    for at in [0, 9, 20, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&file, &bad).unwrap();
        assert!(snapshot::read(folder.path()).is_err(), "byte {at}");
        assert_eq!(load::load(&folder.raw(), folder.path()).unwrap(), whole);
    }
    std::fs::write(&file, &good[..good.len() / 2]).unwrap();
    assert_eq!(load::load(&folder.raw(), folder.path()).unwrap(), whole);
    std::fs::write(&file, b"").unwrap();
    assert_eq!(load::load(&folder.raw(), folder.path()).unwrap(), whole);
}

#[tokio::test]
async fn a_snapshot_of_another_history_is_not_used_once_the_log_has_grown_past_it() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let path = |name: &str| folder.path().join(name);
    world.store.close().await.unwrap();
    std::fs::copy(path("kurier.db"), path("backup")).unwrap();
    let world = world.reopen(&folder).await;
    drop(folder.take());
    world.sent(text("After the backup")).await;
    world.read(u32::MAX).await;
    world.store.close().await.unwrap();
    std::fs::copy(path("backup"), path("kurier.db")).unwrap();
    let world = world.reopen(&folder).await;
    drop(folder.take());
    for _ in 0..9 {
        world.sent(text("Another history")).await;
    }
    let hot = load::load(&folder.raw(), folder.path()).unwrap();
    std::fs::remove_file(path("heads.snapshot")).unwrap_or_default();
    assert_eq!(load::load(&folder.raw(), folder.path()).unwrap(), hot);
    let places: Vec<u32> = world.inbox().await.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(places, (1..=u32::try_from(places.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_caller_who_goes_away_while_signing_out_is_signed_out() {
    let folder = Folder::new();
    let world = World::start(&folder).await;
    drop(folder.take());
    let (_, device) = crate::suite::world::person(11);
    let session = device.session_hash;
    assert!(world.store.device(session).await.is_ok(), "and from now on from memory");
    {
        let mut leaving = world.store.delete_device(session);
        // The job is handed to the writer, and nobody waits for its answer.
        assert!(leaving.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    // Jobs run in order, so this one answers after it.
    world.allow(Purpose::Utility).await;
    assert_eq!(world.store.device(session).await, Err(StoreError::NotFound("device")));
}

#[tokio::test]
async fn a_job_that_fails_midway_leaves_nothing() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let receipt = world.allow(Purpose::Utility).await;
    let before = (world.export().await, world.inbox().await, world.events().await);
    // Its permissions, its log row and its state stand before the second receipt of that id fails.
    let again = world.store.record_receipt(world.person, receipt, None, world.now()).await;
    assert_eq!(again.map(drop), Err(StoreError::Conflict("receipt")));
    let after = (world.export().await, world.inbox().await, world.events().await);
    assert_eq!(after, before);
    world.sent(call(Category::Utility)).await;
    world.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_beside_a_failing_one_are_kept() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let receipt = world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let before = world.inbox().await.len();
    let mut tasks = Vec::new();
    for n in 0..200 {
        let (store, receipt, now) = (world.store.clone(), receipt.clone(), world.now());
        let (outbound, person) = (outbound.clone(), world.person);
        tasks.push(tokio::spawn(async move {
            if n % 2 == 0 {
                let batch = vec![Admission { outbound, idempotency: None, held: None }];
                store.admit_batch(batch, now).await.map(drop)
            } else {
                store.record_receipt(person, receipt, None, now).await.map(drop)
            }
        }));
    }
    let mut failed = 0;
    for task in tasks {
        failed += i32::from(task.await.unwrap() == Err(StoreError::Conflict("receipt")));
    }
    assert_eq!(failed, 100);
    assert_eq!(world.inbox().await.len(), before + 100);
    world.assert_ledger().await;
    let export = world.export().await;
    let world = world.reopen(&folder).await;
    assert_eq!(world.export().await, export);
}

#[tokio::test]
async fn between_two_large_jobs_everything_else_is_committed() {
    let folder = Folder::new();
    let store = Arc::new(SqliteStore::open(folder.options()).unwrap());
    let ((begun, is_begun), (release, released)) = (channel::<()>(), channel::<()>());
    let busy = move |_: &mut super::tx::Tx<'_>| {
        begun.send(()).unwrap();
        released.recv().unwrap();
        Ok(())
    };
    let held = tokio::spawn({
        let store = store.clone();
        async move { store.writer.run(1, busy).await }
    });
    tokio::task::spawn_blocking(move || is_begun.recv()).await.unwrap().unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let note = |name: &'static str| {
        let order = order.clone();
        move |_: &mut super::tx::Tx<'_>| {
            order.lock().unwrap().push(name);
            Ok(())
        }
    };
    let writer = &store.writer;
    let (large, next, small, ()) = tokio::join!(
        writer.run(1_000, note("large")),
        writer.run(1_000, note("next large")),
        writer.run(1, note("small")),
        async { release.send(()).unwrap() },
    );
    assert_eq!((large, next, small, held.await.unwrap()), (Ok(()), Ok(()), Ok(()), Ok(())));
    assert_eq!(*order.lock().unwrap(), ["large", "small", "next large"]);
}

#[tokio::test]
async fn a_full_disk_refuses_then_heals() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let world = world.reopen(&folder).await;
    let store = folder.take();
    let ballast = folder.path().join("ballast");
    std::fs::write(&ballast, b"ballast").unwrap();
    let pages = |count: Option<i64>| {
        let store = store.clone();
        async move {
            let limit = move |tx: &mut super::tx::Tx<'_>| {
                let now: i64 = tx.conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
                let limit = count.unwrap_or(now);
                tx.conn.query_row(&format!("PRAGMA max_page_count={limit}"), [], |_| Ok(()))?;
                Ok(())
            };
            store.writer.run(1, limit).await.unwrap();
        }
    };
    let (before, balance) = (world.inbox().await.len(), world.balance().await);
    pages(None).await;
    let outbound = world.outbound(text(&"x".repeat(4_000))).await;
    let admission = Admission { outbound, idempotency: None, held: None };
    let batch = vec![admission.clone(); 20];
    let full = world.store.admit_batch(batch.clone(), world.now()).await;
    assert_eq!(full, Err(StoreError::Full));
    assert!(!ballast.exists(), "the ballast is given up");
    assert_eq!(world.inbox().await.len(), before, "reading goes on");
    assert_eq!(world.balance().await, balance);
    pages(Some(1_000_000)).await;
    let healed = world.store.admit_batch(batch, world.now()).await.unwrap();
    assert_eq!(healed.len(), 20);
    let places: Vec<u32> = world.inbox().await.iter().map(|entry| entry.seq.0).collect();
    let expected: Vec<u32> = (1..=u32::try_from(before).unwrap() + 20).collect();
    assert_eq!(places, expected);
    drop(store);
    world.assert_ledger().await;
}

#[tokio::test]
async fn little_room_refuses_new_messages_only() {
    let mut folder = Folder::new();
    let world = lived_in(&folder).await;
    world.sent(call(Category::Utility)).await;
    folder.min_free_bytes = u64::MAX;
    let world = world.reopen(&folder).await;
    drop(folder.take());
    let outbound = world.outbound(call(Category::Utility)).await;
    let batch = vec![Admission { outbound, idempotency: None, held: None }];
    let full = world.store.admit_batch(batch, world.now()).await;
    assert_eq!(full, Err(StoreError::Full));
    let ack = Ack::Delivered { person: world.person, up_to: InboxSeq(u32::MAX) };
    let grown = world.store.acknowledge_batch(vec![ack], world.now()).await.unwrap();
    assert_eq!(grown, vec![world.business]);
    world.withdraw(None).await;
    // The free utility notice inside the window cost nothing, the marketing one was void.
    assert_eq!(world.balance().await, (PAID_IN, 0), "utility inside the window: not {UTILITY}");
}

#[tokio::test]
async fn a_quiet_store_empties_its_write_ahead_log() {
    let folder = Folder::new();
    let world = World::start(&folder).await;
    let store = folder.take();
    world.allow(Purpose::Utility).await;
    let checkpointer = checkpointer(&folder, Thresholds::USUAL);
    let wal = folder.path().join("kurier.db-wal");
    assert!(std::fs::metadata(&wal).unwrap().len() > 0);
    checkpointer.look(&store.shared, 0).unwrap();
    assert!(std::fs::metadata(&wal).unwrap().len() > 0, "a small log waits");
    checkpointer.look(&store.shared, checkpoint::QUIET_LOOKS).unwrap();
    assert_eq!(std::fs::metadata(&wal).unwrap().len(), 0);
    drop(store);
    world.sent(call(Category::Utility)).await;
    world.assert_ledger().await;
}

fn checkpointer(folder: &Folder, thresholds: Thresholds) -> Checkpointer {
    Checkpointer { conn: migrate::open_checkpointer(folder.path()).unwrap(), thresholds }
}

/// A reader in the midst of its work holds back what may be written back, as messages that arrive faster
/// than that do: from the greatest length on the writer takes it over whatever remains.
#[tokio::test]
async fn the_writer_finishes_a_write_ahead_log_that_grows_too_long() {
    let folder = Folder::new();
    let world = World::start(&folder).await;
    let store = folder.take();
    world.allow(Purpose::Utility).await;
    let mut raw = folder.raw();
    let reading = raw.transaction().unwrap();
    reading.query_row("SELECT count(*) FROM log", [], |_| Ok(())).unwrap();
    for _ in 0..20 {
        world.sent(call(Category::Utility)).await;
    }
    let look = |most: i64, finish: i64| {
        let thresholds = Thresholds { busy: 1, idle: 1, finish, most };
        checkpointer(&folder, thresholds).look(&store.shared, 0).unwrap();
        store.shared.finish_checkpoint.swap(false, Ordering::Relaxed)
    };
    assert!(!look(i64::MAX, 1), "much is left, and the log file is short");
    assert!(look(i64::MAX, 10_000), "little is left");
    assert!(look(10, 1), "much is left, and the log file is long");
    drop(reading);
    assert!(look(i64::MAX, 0), "nothing is left, and the writer starts it again");
}

#[tokio::test]
async fn one_process_at_a_time_uses_a_folder() {
    let folder = Folder::new();
    let first = SqliteStore::open(folder.options()).unwrap();
    let second = SqliteStore::open(folder.options()).map(drop).unwrap_err();
    assert!(second.to_string().contains("another process"), "{second}");
    drop(first);
    SqliteStore::open(folder.options()).unwrap();
}

#[test]
fn a_schema_that_this_program_does_not_know_is_refused() {
    for change in [
        "INSERT INTO schema_migration (version, name, checksum) VALUES (9999, 'later', x'00')",
        "UPDATE schema_migration SET checksum = zeroblob(32)",
        "UPDATE schema_migration SET name = 'another'",
    ] {
        let folder = Folder::new();
        drop(SqliteStore::open(folder.options()).unwrap());
        folder.raw().execute(change, []).unwrap();
        let refused = SqliteStore::open(folder.options()).map(drop);
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{change}: {refused:?}");
    }
}

#[tokio::test]
async fn a_place_far_back_is_found_in_few_steps() {
    let folder = Folder::new();
    let world = World::start(&folder).await;
    drop(folder.take());
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let outbound = world.outbound(text("More")).await;
    let admission = Admission { outbound, idempotency: None, held: None };
    world.store.admit_batch(vec![admission; 1_000], world.now()).await.unwrap();
    let raw = folder.raw();
    let head = crate::log::state::PersonHead {
        head_pos: raw.query_row(load::LAST_POS, [], |row| row.get(0)).unwrap(),
        head_seq: 1_002,
        ..Default::default()
    };
    for seq in [1, 63, 64, 65, 500, 938, 939, 1_002] {
        let from = super::chain::start(&raw, world.person, head, seq).unwrap();
        let mut steps = 0;
        let fetch = |pos| {
            steps += 1;
            super::row::row_at(&raw, pos)
        };
        let found =
            super::chain::walk(world.person, from, (seq - 1, seq), fetch, |row| row).unwrap();
        assert_eq!(found.len(), 1, "place {seq}");
        assert_eq!(found[0].seq, seq);
        assert!(steps <= super::chain::MARK_EVERY, "{steps} steps to place {seq}");
    }
}

#[tokio::test]
async fn a_withdrawal_of_nothing_changes_no_permission() {
    let folder = Folder::new();
    let world = lived_in(&folder).await;
    let before = world.relation().await.permissions;
    let withdrawal = kurier_policy::permission::Withdrawal {
        purpose: Some(Purpose::Authentication),
        topic: None,
    };
    let decision = Decision::Withdraw { withdrawal, taken: Vec::new() };
    let receipt = world.receipt(world.person, world.business, decision).await;
    let now = world.now();
    let recorded = world.store.record_receipt(world.person, receipt, None, now).await.unwrap();
    assert_eq!(recorded.relation.permissions, before);
    assert_eq!(recorded.entries.len(), 1);
}
