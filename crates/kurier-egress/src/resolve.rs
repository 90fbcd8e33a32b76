//! Names to addresses, every one of them checked.

use crate::address::reach;
use crate::error::{EgressError, Refused};
use crate::policy::PrivateRanges;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Addresses on their way.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Resolves names; a parameter so that tests can answer as they like.
pub trait Resolver: Send + Sync + 'static {
    /// All addresses of `host`.
    fn lookup(&self, host: &str) -> Lookup;
}

/// Most look-ups at once: each holds a thread, also after its caller has given up.
const LOOKUPS_MAX: usize = 32;

/// The machine's own resolver.
#[derive(Debug, Clone)]
pub struct SystemResolver {
    running: Arc<Semaphore>,
}

impl Default for SystemResolver {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(LOOKUPS_MAX)) }
    }
}

impl Resolver for SystemResolver {
    fn lookup(&self, host: &str) -> Lookup {
        let (running, host) = (Arc::clone(&self.running), host.to_owned());
        Box::pin(async move {
            let permit = running.acquire_owned().await.map_err(io::Error::other)?;
            let job = move || {
                let answer = (host.as_str(), 0).to_socket_addrs();
                drop(permit);
                answer.map(|all| all.map(|a| a.ip()).collect())
            };
            tokio::task::spawn_blocking(job).await.map_err(io::Error::other)?
        })
    }
}

/// The resolver that connections use: gives only addresses that the policy allows.
#[derive(Clone)]
pub(crate) struct Guarded {
    pub(crate) inner: Arc<dyn Resolver>,
    pub(crate) ranges: PrivateRanges,
    pub(crate) timeout: Duration,
}

impl Guarded {
    /// All addresses of `host`, unchecked, in bounded time; at least one.
    pub(crate) async fn all(&self, host: &str) -> Result<Vec<IpAddr>, EgressError> {
        let answer = tokio::time::timeout(self.timeout, self.inner.lookup(host)).await;
        match answer {
            Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
            Ok(Ok(_) | Err(_)) => Err(EgressError::Unresolved),
            Err(_) => Err(EgressError::Timeout(self.timeout.as_millis())),
        }
    }

    /// The addresses of `host` that may be reached; at least one.
    pub(crate) async fn allowed(&self, host: &str) -> Result<Vec<IpAddr>, EgressError> {
        let mut addresses = self.all(host).await?;
        addresses.retain(|ip| reach(*ip).allowed(self.ranges));
        if addresses.is_empty() {
            return Err(Refused::Address.into());
        }
        Ok(addresses)
    }

    /// Fails unless every address of `host` may be reached.
    pub(crate) async fn check_all(&self, host: &str) -> Result<(), EgressError> {
        let addresses = self.all(host).await?;
        if addresses.iter().all(|ip| reach(*ip).allowed(self.ranges)) {
            Ok(())
        } else {
            Err(Refused::Address.into())
        }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = self.clone();
        Box::pin(async move {
            let addresses = guarded.allowed(name.as_str()).await?;
            // Port 0 is filled in from the URL.
            let addrs: Addrs = Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addrs)
        })
    }
}
