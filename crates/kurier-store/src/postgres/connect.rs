//! Connections: the pool, TLS, and the settings of every session.

use super::fault::{Fault, Work, chain};
use super::statements::SENT_TOGETHER;
use crate::port::StoreError;
use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Pool, PoolBuilder, RecyclingMethod,
    Runtime,
};
use futures_util::future::try_join_all;
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long to wait for a connection, its making included.
const WAIT: Duration = Duration::from_secs(5);
/// Every session: commits wait for the disk, nothing waits for ever, statements are planned once,
/// and their plans look rows up by key also while the tables are still small. Whoever reads whole
/// tables says so (`verify::SNAPSHOT`).
pub(super) const SESSION: &str = "SET synchronous_commit = on; SET statement_timeout = '60s'; \
     SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '60s'; \
     SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; \
     SET enable_hashjoin = off; SET enable_mergejoin = off";

/// The parsed address.
pub(super) fn config(url: &str) -> Work<Config> {
    let mut config = Config::from_str(url).map_err(|error| {
        let what = format!("the database address cannot be read: {}", chain(&error));
        Fault::Refused(StoreError::Unavailable(what))
    })?;
    if config.get_application_name().is_none() {
        config.application_name("kurier");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(WAIT);
    }
    config.keepalives_idle(Duration::from_secs(15));
    config.tcp_user_timeout(Duration::from_secs(20));
    Ok(config)
}

/// A pool of at most `size` connections, each ready to work.
pub(super) fn pool(config: Config, size: usize) -> Work<Pool> {
    let settle = Hook::async_fn(|client: &mut ClientWrapper, _| {
        Box::pin(async move {
            client.batch_execute(SESSION).await.map_err(HookError::Backend)?;
            let prepared = SENT_TOGETHER.iter().map(|sql| client.prepare_cached(sql));
            try_join_all(prepared).await.map_err(HookError::Backend)?;
            Ok(())
        })
    });
    let pool = builder(config, size)?.post_create(settle).build();
    pool.map_err(|error| Fault::NoConnection(error.to_string()))
}

/// A connection for whoever brings the schema up to date.
pub(super) fn bare(config: Config) -> Work<Pool> {
    builder(config, 1)?.build().map_err(|error| Fault::NoConnection(error.to_string()))
}

fn builder(config: Config, size: usize) -> Work<PoolBuilder> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match config.get_ssl_mode() {
        SslMode::Disable => Manager::from_config(config, NoTls, recycling),
        // `prefer` may fall back to plain text, as in libpq; `require` never does.
        _ => Manager::from_config(config, tls()?, recycling),
    };
    Ok(Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT)))
}

/// The machine's trust store decides whom to trust, as for every other connection that leaves.
fn tls() -> Work<MakeRustlsConnect> {
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::NoConnection(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
