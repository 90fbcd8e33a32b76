//! TLS: a certificate must come from a known authority and name the host.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use kurier_egress::{Client, EgressError, Identity, Lookup, Policy, Request, Resolver};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

struct Here;

impl Resolver for Here {
    fn lookup(&self, _: &str) -> Lookup {
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    }
}

/// A server with a certificate for `hook.example`; answers its port and its authority in PEM.
async fn serve() -> (u16, String) {
    serve_to(None).await
}

/// The same; with `clients`, only to those whose certificates come from there.
async fn serve_to(clients: Option<RootCertStore>) -> (u16, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["hook.example".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(roots) => {
            let ring = Arc::new(ring::default_provider());
            let asked = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), ring);
            config.with_client_cert_verifier(asked.build().unwrap())
        }
    };
    let config = config.with_single_cert(vec![leaf.der().clone()], key).unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(socket).await else { continue };
            let mut request = [0; 4_096];
            drop(tls.read(&mut request).await);
            drop(tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await);
        }
    });
    (port, authority_pem)
}

fn client(extra_roots_pem: Vec<String>) -> Client {
    Client::with_resolver(Policy { extra_roots_pem, ..Policy::loopback() }, Arc::new(Here)).unwrap()
}

#[tokio::test]
async fn an_own_authority_is_trusted_when_it_is_named() {
    let (port, authority) = serve().await;
    let url = format!("https://hook.example:{port}/");
    let answer = client(vec![authority]).request(Request::get(url)).await.unwrap();
    assert_eq!(answer.body.as_ref(), b"ok");
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let (port, _) = serve().await;
    let url = format!("https://hook.example:{port}/");
    let got = client(Vec::new()).request(Request::get(url)).await.map(|_| ());
    assert!(matches!(got, Err(EgressError::Connect(_))), "{got:?}");
}

#[tokio::test]
async fn a_certificate_of_another_host_is_refused() {
    let (port, authority) = serve().await;
    let url = format!("https://other.example:{port}/");
    let got = client(vec![authority]).request(Request::get(url)).await.map(|_| ());
    assert!(matches!(got, Err(EgressError::Connect(_))), "{got:?}");
}

#[test]
fn a_root_that_is_no_certificate_is_told_at_the_start() {
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned();
    let policy = Policy { extra_roots_pem: vec![pem], ..Policy::default() };
    assert!(matches!(Client::new(policy), Err(EgressError::Setup(_))));
}

#[tokio::test]
async fn a_server_that_asks_who_calls_is_shown_the_configured_certificate() {
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["kurier.example".to_owned()]).unwrap();
    let own = own.self_signed(&key).unwrap();
    let mut known = RootCertStore::empty();
    known.add(own.der().clone()).unwrap();
    let (port, authority) = serve_to(Some(known)).await;
    let url = format!("https://hook.example:{port}/");
    let identity = Identity { certificates_pem: own.pem(), key_pem: key.serialize_pem() };
    let with = |identity| {
        let extra_roots_pem = vec![authority.clone()];
        let policy = Policy { extra_roots_pem, identity, ..Policy::loopback() };
        Client::with_resolver(policy, Arc::new(Here)).unwrap()
    };
    let answer = with(Some(identity)).request(Request::get(url.clone())).await.unwrap();
    assert_eq!(answer.body.as_ref(), b"ok");
    assert!(with(None).request(Request::get(url)).await.is_err());
}

#[test]
fn a_client_certificate_that_cannot_be_read_is_told_at_the_start_without_its_key() {
    let identity = Identity { certificates_pem: String::new(), key_pem: "secret".to_owned() };
    assert!(!format!("{identity:?}").contains("secret"));
    let policy = Policy { identity: Some(identity), ..Policy::default() };
    assert!(matches!(Client::new(policy), Err(EgressError::Setup(_))));
}
