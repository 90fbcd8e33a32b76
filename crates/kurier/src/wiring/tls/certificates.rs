//! Which certificate a client is shown: the one in force, or, to a certificate authority that asks, the proof that this
//! machine answers for a name.

use anyhow::Context;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The protocol in which authorities ask for the proof (RFC 8737).
pub(crate) const PROOF_PROTOCOL: &[u8] = b"acme-tls/1";

/// A chain and its key.
pub(crate) type Pair = Arc<CertifiedKey>;

/// What is shown; changed while connections come.
#[derive(Debug, Default)]
pub(crate) struct Certificates {
    current: RwLock<Option<Pair>>,
    proofs: RwLock<BTreeMap<String, Pair>>,
}

impl Certificates {
    /// Shows this one from now on; connections that are open stay as they are.
    pub(crate) fn set(&self, pair: Pair) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(pair);
    }

    /// Answers an authority that asks for `name`.
    pub(crate) fn prove(&self, name: String, pair: Pair) {
        self.proofs.write().unwrap_or_else(PoisonError::into_inner).insert(name, pair);
    }

    /// No authority asks any more.
    pub(crate) fn forget_proofs(&self) {
        self.proofs.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Pair> {
        let mut protocols = hello.alpn().into_iter().flatten();
        if protocols.next() == Some(PROOF_PROTOCOL) && protocols.next().is_none() {
            let proofs = self.proofs.read().unwrap_or_else(PoisonError::into_inner);
            return proofs.get(hello.server_name()?).cloned();
        }
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A chain and its key in PEM, checked to belong together.
pub(crate) fn pair(chain_pem: &[u8], key_pem: &[u8]) -> anyhow::Result<Pair> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain_pem)
        .collect::<Result<_, _>>()
        .context("the certificate is not written in PEM")?;
    anyhow::ensure!(!chain.is_empty(), "the file holds no certificate");
    let key = PrivateKeyDer::from_pem_slice(key_pem).context("the key is not written in PEM")?;
    let pair = of_der(chain, &key)?;
    pair.keys_match().context("the certificate does not fit its key")?;
    Ok(pair)
}

/// As [`pair`], of what was just made: that fits, and the check refuses what proofs must carry.
pub(crate) fn of_der(
    chain: Vec<CertificateDer<'static>>,
    key: &PrivateKeyDer<'_>,
) -> anyhow::Result<Pair> {
    let key = ring::sign::any_supported_type(key).context("a key of this kind is of no use")?;
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

/// How connections are set up: TLS 1.2 or newer, HTTP/2 or HTTP/1.1.
pub(crate) fn config(certificates: Arc<Certificates>) -> anyhow::Result<Arc<ServerConfig>> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = [&b"h2"[..], b"http/1.1", PROOF_PROTOCOL].map(<[u8]>::to_vec).to_vec();
    Ok(Arc::new(config))
}
