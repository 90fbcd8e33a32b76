//! The conformance suite on the embedded backend.

#![expect(clippy::unwrap_used, reason = "test code")]

mod pairs;

use async_trait::async_trait;
use kurier_store::port::Store;
use kurier_store::suite::StoreFactory;
use kurier_store::{SqliteOptions, SqliteStore};
use std::sync::Arc;
use tempfile::TempDir;

struct Folder(TempDir);

#[async_trait]
impl StoreFactory for Folder {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(options(&self.0)).unwrap())
    }
}

fn options(dir: &TempDir) -> SqliteOptions {
    SqliteOptions {
        ballast_bytes: 0,
        min_free_bytes: Some(0),
        readers: 2,
        cache_kib: 2_048,
        ..SqliteOptions::new(dir.path(), pairs::ids())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "another backend may be missing")]
fn fresh() -> Option<Folder> {
    Some(Folder(TempDir::new().unwrap()))
}

kurier_store::store_suite!(fresh);

mod model {
    use kurier_store::suite::model::{Seed, run};
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 400, ..ProptestConfig::default() })]
        #[test]
        fn random_histories_show_what_the_model_shows(seeds in vec(any::<Seed>(), 1..60)) {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(run(&super::fresh().unwrap(), &seeds));
        }
    }
}

mod no_spam {
    use kurier_store::suite::no_spam::run;

    #[tokio::test]
    async fn no_history_brings_an_offer_that_she_does_not_take() {
        let mut came = 0;
        for seed in 1..=24 {
            let fresh = super::fresh().unwrap();
            came += run(&fresh, seed).await;
        }
        assert!(came > 24, "only {came} offers came: this shows nothing");
    }
}

mod golden {
    use kurier_store::SqliteStore;
    use kurier_store::port::Store;
    use std::path::Path;

    /// Databases as former schemas left them. Fault FT-18 opens each with the whole program, cut off at every moment.
    #[tokio::test]
    async fn databases_of_former_schemas_open_with_a_ledger_in_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/faults/golden");
        let mut opened = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|kind| kind != "sql") {
                continue;
            }
            let dir = tempfile::TempDir::new().unwrap();
            let raw = rusqlite::Connection::open(dir.path().join("kurier.db")).unwrap();
            raw.execute_batch(&std::fs::read_to_string(&path).unwrap()).unwrap();
            drop(raw);
            let store = SqliteStore::open(super::options(&dir)).unwrap();
            let report = store.verify_ledger().await.unwrap();
            assert_eq!(report.findings, Vec::<String>::new(), "{}", path.display());
            opened.push((path.file_stem().unwrap().to_owned(), report.transfers));
        }
        opened.sort();
        assert!(opened.iter().all(|(_, transfers)| *transfers > 0), "{opened:?}");
        let newest = opened.last().map(|(name, _)| name.to_string_lossy().into_owned());
        assert!(newest.is_some_and(|name| *name >= *"0021"), "{opened:?}");
    }
}
