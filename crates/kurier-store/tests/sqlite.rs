//! The conformance suite on the embedded backend.

#![expect(clippy::unwrap_used, reason = "test code")]

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
    // Attempt 0 gives every pair of a business the same `wa_id`, so that collisions happen.
    let pair_ids = Arc::new(
        |business: kurier_policy::id::BusinessId,
         person: kurier_policy::id::PersonId,
         attempt: u32| {
            let wa_id = if attempt == 0 { 0 } else { person.0.unsigned_abs() % 1_000_000 };
            let user_id = format!("CC.{}{}{attempt}", business.0, person.0);
            (999_000_000_000_000 + wa_id * 10 + u64::from(attempt), user_id)
        },
    );
    SqliteOptions {
        ballast_bytes: 0,
        min_free_bytes: Some(0),
        readers: 2,
        cache_kib: 2_048,
        ..SqliteOptions::new(dir.path(), pair_ids)
    }
}

fn fresh() -> Folder {
    Folder(TempDir::new().unwrap())
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
            runtime.block_on(run(&super::fresh(), &seeds));
        }
    }
}
