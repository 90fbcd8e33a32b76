//! What a client may reach, and its bounds.

use std::fmt;
use std::time::Duration;

/// Which addresses outside the public internet may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateRanges {
    /// None: the only setting for addresses chosen by strangers.
    Refuse,
    /// Loopback beside the public internet: sandbox and development.
    LoopbackOnly,
    /// Loopback and private networks beside the public internet. Link-local addresses, multicast and
    /// the other reserved ranges stay out of reach.
    Allow,
}

/// Which schemes may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schemes {
    /// `https` alone.
    HttpsOnly,
    /// `https` and `http`.
    HttpAndHttps,
}

/// A client certificate and its key.
#[derive(Clone)]
pub struct Identity {
    /// The certificate, then those that lead to its authority, in PEM.
    pub certificates_pem: String,
    /// Its private key in PEM.
    pub key_pem: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// What a client may reach, and its bounds.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Addresses outside the public internet.
    pub private_ranges: PrivateRanges,
    /// Schemes.
    pub schemes: Schemes,
    /// Hosts never to be reached, lower case without a final dot: this server's own public names.
    pub refused_hosts: Vec<String>,
    /// Bound of name resolution, and of one connection set-up.
    pub connect_timeout: Duration,
    /// Bound of a whole request, answer body included.
    pub total_timeout: Duration,
    /// Longest answer body, in bytes.
    pub max_body: usize,
    /// Idle connections kept per host.
    pub idle_per_host: usize,
    /// Further root certificates in PEM, beside those of the machine's trust store.
    pub extra_roots_pem: Vec<String>,
    /// What the client shows to servers that ask who it is (mutual TLS).
    pub identity: Option<Identity>,
    /// `User-Agent` of every request that brings none.
    pub user_agent: String,
}

impl Default for Policy {
    /// For addresses chosen by strangers: public internet, `https`, 15 s, 64 KiB.
    fn default() -> Self {
        Self {
            private_ranges: PrivateRanges::Refuse,
            schemes: Schemes::HttpsOnly,
            refused_hosts: Vec::new(),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(15),
            max_body: 64 * 1024,
            idle_per_host: 32,
            extra_roots_pem: Vec::new(),
            identity: None,
            user_agent: concat!("Kurier/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl Policy {
    /// The default with loopback addresses and plain `http`: sandbox, demo, tests.
    pub fn loopback() -> Self {
        Self {
            private_ranges: PrivateRanges::LoopbackOnly,
            schemes: Schemes::HttpAndHttps,
            ..Self::default()
        }
    }
    /// For an address that the caller's own user configured, such as the base URL of an API client:
    /// private networks, plain `http`, bodies up to 8 MiB, 30 s.
    pub fn configured() -> Self {
        Self {
            private_ranges: PrivateRanges::Allow,
            schemes: Schemes::HttpAndHttps,
            total_timeout: Duration::from_secs(30),
            max_body: 8 * 1024 * 1024,
            ..Self::default()
        }
    }
}
