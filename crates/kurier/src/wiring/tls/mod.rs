//! The TLS listener: an operator's own certificate, one from an authority that speaks ACME, or a throw-away one.

mod acme;
mod certificates;
mod files;
mod serve;
mod throw_away;
mod validity;

pub(crate) use acme::Acme;
pub(crate) use files::Files;

use crate::wiring::server;
use axum::Router;
use certificates::Certificates;
use kurier_egress::{Client, Policy};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// The operator's own.
    Files(Files),
    /// An authority; further roots in PEM to trust it by.
    Acme(Acme, Option<String>),
    /// Made here; kept in this folder.
    ThrowAway(PathBuf),
}

/// What clients of a throw-away certificate must trust.
pub(crate) struct Authority {
    /// PEM.
    pub(crate) pem: String,
    /// Where it lies.
    pub(crate) path: PathBuf,
}

/// A listener that is bound, with a certificate or one on its way.
pub(crate) struct TlsDoor {
    listener: TcpListener,
    certificates: Arc<Certificates>,
    source: Source,
    /// Set for a throw-away certificate.
    pub(crate) authority: Option<Authority>,
}

impl TlsDoor {
    /// Binds the address and reads the certificate.
    pub(crate) async fn open(address: SocketAddr, source: Source) -> anyhow::Result<Self> {
        let certificates = Arc::new(Certificates::default());
        let listener = server::bind(address).await?;
        let mut authority = None;
        match &source {
            Source::Files(files) => certificates.set(files.read()?),
            Source::ThrowAway(folder) => {
                let made = throw_away::identity(folder, listener.local_addr()?.ip())?;
                certificates.set(made.pair);
                authority = Some(Authority { pem: made.authority_pem, path: made.authority });
            }
            Source::Acme(..) => {}
        }
        Ok(Self { listener, certificates, source, authority })
    }

    /// `https://` and the address that it listens on.
    pub(crate) fn base(&self) -> anyhow::Result<String> {
        Ok(format!("https://{}", self.listener.local_addr()?))
    }

    /// Serves `router` until the stop, and keeps the certificate in force.
    pub(crate) fn serve(
        self,
        router: Router,
        stop: &watch::Sender<bool>,
    ) -> anyhow::Result<JoinHandle<()>> {
        let shown = Arc::clone(&self.certificates);
        match self.source {
            Source::Files(files) => drop(tokio::spawn(files.follow(shown, stop.subscribe()))),
            Source::Acme(acme, roots) => {
                let extra_roots_pem = roots.into_iter().collect();
                let client = Client::new(Policy { extra_roots_pem, ..Policy::configured() })?;
                drop(tokio::spawn(acme.run(client, shown, stop.subscribe())));
            }
            Source::ThrowAway(_) => {}
        }
        let config = certificates::config(self.certificates)?;
        Ok(serve::spawn(self.listener, config, router, stop))
    }
}
