//! TLS settings: rustls with the ring provider, roots from the machine's trust store.

use crate::error::EgressError;
use crate::policy::{Identity, Policy};
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use std::sync::{Arc, LazyLock};

/// Read once per process: it parses some 140 certificates.
static SYSTEM_ROOTS: LazyLock<RootCertStore> = LazyLock::new(|| {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        tracing::warn!(errors = ?found.errors, "the machine's trust store is empty: outgoing TLS will fail");
    }
    roots
});

/// The settings of all outgoing TLS connections of one client.
pub(crate) fn config(policy: &Policy) -> Result<ClientConfig, EgressError> {
    let mut roots = SYSTEM_ROOTS.clone();
    for pem in &policy.extra_roots_pem {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|e| EgressError::Setup(e.to_string()))?;
            roots.add(certificate).map_err(|e| EgressError::Setup(e.to_string()))?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| EgressError::Setup(e.to_string()))?;
    let builder = builder.with_root_certificates(roots);
    let Some(identity) = &policy.identity else { return Ok(builder.with_no_client_auth()) };
    let (chain, key) = shown(identity).map_err(|e| EgressError::Setup(e.to_string()))?;
    builder.with_client_auth_cert(chain, key).map_err(|e| EgressError::Setup(e.to_string()))
}

type Shown = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Certificates and key of an identity.
fn shown(identity: &Identity) -> Result<Shown, pem::Error> {
    let chain = CertificateDer::pem_slice_iter(identity.certificates_pem.as_bytes());
    let chain = chain.collect::<Result<Vec<_>, _>>()?;
    Ok((chain, PrivateKeyDer::from_pem_slice(identity.key_pem.as_bytes())?))
}
