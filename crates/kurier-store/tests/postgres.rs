//! The conformance suite on the backend that many nodes share, against a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "test code")]

mod pairs;

use async_trait::async_trait;
use kurier_store::port::Store;
use kurier_store::suite::StoreFactory;
use kurier_store::{PostgresOptions, PostgresStore};
use std::sync::{Arc, OnceLock};
use testkit_services::{Database, Postgres, Server, or_not_run};

struct Fresh(Database);

#[async_trait]
impl StoreFactory for Fresh {
    async fn open(&self) -> Arc<dyn Store> {
        let options =
            PostgresOptions { connections: 8, ..PostgresOptions::new(self.0.url(), pairs::ids()) };
        Arc::new(PostgresStore::open(options).await.unwrap())
    }
}

/// `None` where there is no PostgreSQL, which is said aloud.
fn fresh() -> Option<Fresh> {
    let server = or_not_run(Postgres::shared())?;
    Some(Fresh(server.database_from(template(server)).unwrap()))
}

/// A database with the schema, made by the first test that needs it: a copy costs a tenth of migrating.
fn template(server: &'static Server) -> &'static str {
    static NAME: OnceLock<&'static str> = OnceLock::new();
    const TEMPLATE: &str = "kurier_template";
    NAME.get_or_init(|| {
        let known = format!("SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'");
        if server.run(&known).unwrap().trim().is_empty() {
            let made = std::thread::spawn(|| migrated(server)).join().unwrap();
            // Another process may have been quicker; then this one is dropped.
            let rename = format!("ALTER DATABASE {} RENAME TO {TEMPLATE}", made.name());
            drop(server.run(&rename));
        }
        TEMPLATE
    })
}

fn migrated(server: &Server) -> Database {
    let database = server.database().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let options = PostgresOptions::new(database.url(), pairs::ids());
        PostgresStore::open(options).await.unwrap().close().await.unwrap();
    });
    database
}

kurier_store::store_suite!(fresh);

mod model {
    use kurier_store::suite::model::{Seed, run};
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 100, ..ProptestConfig::default() })]
        #[test]
        fn random_histories_show_what_the_model_shows(seeds in vec(any::<Seed>(), 1..60)) {
            let Some(fresh) = super::fresh() else { return Ok(()) };
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(run(&fresh, &seeds));
        }
    }
}

mod no_spam {
    use kurier_store::suite::no_spam::run;

    #[tokio::test]
    async fn no_history_brings_an_offer_that_she_does_not_take() {
        let mut came = 0;
        for seed in 1..=4 {
            let Some(fresh) = super::fresh() else { return };
            came += run(&fresh, seed).await;
        }
        assert!(came > 4, "only {came} offers came: this shows nothing");
    }
}
