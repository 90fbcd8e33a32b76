//! Connections: the pool, TLS, and the settings of every session.

use super::fault::{Fault, Work, chain};
use crate::port::StoreError;
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long to wait for a connection, its making included.
const WAIT: Duration = Duration::from_secs(5);
/// Every session: commits wait for the disk, nothing waits for ever, and many short statements over
/// arrays are planned once.
pub(super) const SESSION: &str = "SET synchronous_commit = on; SET statement_timeout = '60s'; \
     SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '60s'; \
     SET plan_cache_mode = force_generic_plan; SET jit = off";

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

/// A pool of at most `size` connections.
pub(super) fn pool(config: Config, size: usize) -> Work<Pool> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match config.get_ssl_mode() {
        SslMode::Disable => Manager::from_config(config, NoTls, recycling),
        // `prefer` may fall back to plain text, as in libpq; `require` never does.
        _ => Manager::from_config(config, tls()?, recycling),
    };
    let settle = Hook::async_fn(|client, _| {
        Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
    });
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT))
        .post_create(settle)
        .build()
        .map_err(|error| Fault::NoConnection(error.to_string()))
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
