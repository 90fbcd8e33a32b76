//! Both backends write the same history down, and one takes over what the other held.

#![expect(clippy::unwrap_used, reason = "test code")]

mod pairs;

use async_trait::async_trait;
use kurier_policy::id::InboxSeq;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_store::port::{Store, StoreError};
use kurier_store::suite::world::{World, call, key};
use kurier_store::suite::{StoreFactory, day};
use kurier_store::{PostgresOptions, PostgresStore, SqliteOptions, SqliteStore};
use std::io::{BufRead, Cursor};
use std::sync::Arc;
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

impl Fresh {
    fn make() -> Option<Self> {
        Some(Self(or_not_run(Postgres::shared())?.database().unwrap()))
    }

    async fn connect(&self) -> PostgresStore {
        PostgresStore::open(PostgresOptions::new(self.0.url(), pairs::ids())).await.unwrap()
    }
}

#[async_trait]
impl StoreFactory for Fresh {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.connect().await)
    }
}

/// The first line in which two exports differ, so that a failure can be read.
fn assert_same(one: &str, other: &str) {
    for (number, (a, b)) in one.lines().zip(other.lines()).enumerate() {
        assert_eq!(a, b, "line {}", number + 1);
    }
    assert_eq!(one.len(), other.len());
}

fn reader(text: &str) -> Box<dyn BufRead + Send> {
    Box::new(Cursor::new(text.as_bytes().to_vec()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_day_is_the_same_bytes_on_both() {
    let Some(fresh) = Fresh::make() else { return };
    let folder = Folder(TempDir::new().unwrap());
    let here = day::live(&folder).await;
    let there = day::live(&fresh).await;
    assert_same(&here.export().await, &there.export().await);
    here.assert_ledger().await;
    there.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installation_moves_and_goes_on() {
    let Some(fresh) = Fresh::make() else { return };
    let folder = Folder(TempDir::new().unwrap());
    let before = day::live(&folder).await;
    let export = before.export().await;
    let store = fresh.connect().await;
    let lines = store.import(reader(&export), &mut |_| ()).await.unwrap();
    assert_eq!(lines, u64::try_from(export.lines().count()).unwrap());
    let again = store.import(reader(&export), &mut |_| ()).await;
    assert_eq!(again, Err(StoreError::Conflict("this installation is not empty")));
    let World { person, business, sender, .. } = before;
    let after = before.over(Arc::new(store));
    assert_same(&export, &after.export().await);
    after.assert_ledger().await;

    // Who was logged in goes on where she stopped, and what was answered once is answered the same.
    let state = after.store.inbox_state(person).await.unwrap();
    let page = after.store.follow_inbox(person, InboxSeq(state.head.0 - 1), 9).await.unwrap();
    assert_eq!(page.entries.len(), 1);
    after.store.set_blocked(person, business, false, after.now()).await.unwrap();
    after.allow(Purpose::Utility).await;
    let next = after.sent(call(Category::Utility)).await;
    assert!(next.seq > state.head, "{next:?} after {state:?}");
    let mut nobody = after.outbound_to(business, sender, person, call(Category::Utility)).await;
    nobody.opaque = Some("anything".to_owned());
    let replayed = after.admit_with(nobody, key("nobody", 3)).await;
    assert!(format!("{replayed:?}").contains("replayed: true"), "{replayed:?}");
    after.assert_ledger().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_or_broken_export_leaves_nothing() {
    let Some(fresh) = Fresh::make() else { return };
    let folder = Folder(TempDir::new().unwrap());
    let before = day::live(&folder).await;
    let export = before.export().await;
    let store = fresh.connect().await;
    let empty = before.over(Arc::new(fresh.connect().await)).export().await;
    let lines: Vec<&str> = export.lines().collect();
    let cut = lines[..lines.len() - 5].join("\n");
    let card = lines.iter().position(|line| line.starts_with("{\"rate_card\"")).unwrap();
    let missing = [&lines[..card], &lines[card + 1..]].concat().join("\n");
    let garbage = format!("{}\nnonsense\n", lines[..40].join("\n"));
    for broken in [cut, missing, garbage, String::new()] {
        let refused = store.import(reader(&broken), &mut |_| ()).await;
        assert!(matches!(refused, Err(StoreError::Corrupt { .. })), "{refused:?}");
    }
    let left = World::start_over(Arc::new(store)).export().await;
    assert_same(&empty, &left);
}
