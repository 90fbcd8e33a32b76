//! `kurier serve` behind TLS: an operator's own certificate, and one from an authority.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use hyper_util::rt::{TokioExecutor, TokioIo};
use kurier_egress::{Client, Lookup, Policy, Request, Resolver};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use testkit::services::{Identity, Pebble, or_not_run};
use testkit::within;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A server; killed when dropped.
struct Server {
    child: Child,
    said: Lines<BufReader<ChildStderr>>,
    /// What it printed as its address.
    base: String,
}

impl Server {
    async fn start(dir: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kurier"))
            .args(["serve", "--listen", "127.0.0.1:0", "--min-free", "0", "--ballast", "0"])
            .args(arguments)
            .arg("--data")
            .arg(dir.join("data"))
            .env_remove("KURIER_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let base = within("the server to listen", lines.next_line()).await.unwrap().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, said, base: base.unwrap() }
    }

    /// Waits for a line of its log.
    async fn says(&mut self, what: &str) {
        loop {
            let line = within(what, self.said.next_line()).await.unwrap().unwrap().unwrap();
            if line.contains(what) {
                return;
            }
        }
    }

    async fn hang_up(&self) {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().await.unwrap().success());
    }

    fn port(&self) -> u16 {
        self.base.rsplit(':').next().unwrap().parse().unwrap()
    }
}

/// The operator's files.
struct Files {
    chain: PathBuf,
    key: PathBuf,
}

impl Files {
    fn in_folder(dir: &Path) -> Self {
        Self { chain: dir.join("chain.pem"), key: dir.join("key.pem") }
    }

    fn write(&self, identity: &Identity) {
        std::fs::write(&self.key, &identity.key).unwrap();
        std::fs::write(&self.chain, &identity.certificate).unwrap();
    }

    async fn serve(&self, dir: &Path) -> Server {
        let (chain, key) = (self.chain.to_str().unwrap(), self.key.to_str().unwrap());
        let tls = ["--tls-listen", "127.0.0.1:0", "--tls-cert", chain, "--tls-key", key];
        Server::start(dir, &tls).await
    }
}

/// Shakes hands as a client that trusts this authority and offers these protocols.
async fn shake(
    authority: &str,
    port: u16,
    protocols: &[&[u8]],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let name = ServerName::try_from("localhost").unwrap();
    within("the handshake", TlsConnector::from(Arc::new(config)).connect(name, stream))
        .await
        .unwrap()
}

/// Whether a client that trusts this authority is shown a certificate it can trust.
async fn trusts(authority: &str, port: u16) -> bool {
    shake(authority, port, &[b"http/1.1"]).await.is_ok()
}

#[tokio::test]
async fn http_2_and_http_1_are_spoken_as_the_client_chooses() {
    let dir = tempfile::tempdir().unwrap();
    let (files, identity) = (Files::in_folder(dir.path()), Identity::throw_away().unwrap());
    files.write(&identity);
    let server = files.serve(dir.path()).await;
    assert!(server.base.starts_with("https://127.0.0.1:"), "{}", server.base);
    let stream = shake(&identity.authority, server.port(), &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let driving = tokio::spawn(connection);
    for path in ["/livez", "/docs/errors"] {
        let request = http::Request::get(format!("{}{path}", server.base));
        let request = request.body(axum::body::Body::empty()).unwrap();
        let answer = within("the answer", sender.send_request(request)).await.unwrap().unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.version()),
            (200, http::Version::HTTP_2),
            "{path}"
        );
    }
    driving.abort();
    let plain = shake(&identity.authority, server.port(), &[b"http/1.1"]).await.unwrap();
    assert_eq!(plain.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
}

#[tokio::test]
async fn a_hang_up_brings_the_new_certificate_and_a_broken_file_keeps_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let files = Files::in_folder(dir.path());
    let (first, second) = (Identity::throw_away().unwrap(), Identity::throw_away().unwrap());
    files.write(&first);
    let mut server = files.serve(dir.path()).await;
    let port = server.port();
    assert!(trusts(&first.authority, port).await);
    assert!(!trusts(&second.authority, port).await);
    files.write(&second);
    server.hang_up().await;
    server.says("the certificate was read again").await;
    assert!(trusts(&second.authority, port).await);
    assert!(!trusts(&first.authority, port).await);
    // Half a file, and a key of another certificate: neither is taken.
    std::fs::write(&files.chain, &first.certificate[..first.certificate.len() / 2]).unwrap();
    server.hang_up().await;
    server.says("the certificate stays as it is").await;
    assert!(trusts(&second.authority, port).await);
    std::fs::write(&files.chain, &first.certificate).unwrap();
    server.hang_up().await;
    server.says("the certificate stays as it is").await;
    assert!(trusts(&second.authority, port).await);
    std::fs::remove_file(&files.key).unwrap();
    server.hang_up().await;
    server.says("the certificate stays as it is").await;
    assert!(trusts(&second.authority, port).await);
}

#[tokio::test]
async fn files_that_do_not_fit_are_told_before_anything_listens() {
    let dir = tempfile::tempdir().unwrap();
    let files = Files::in_folder(dir.path());
    let (first, second) = (Identity::throw_away().unwrap(), Identity::throw_away().unwrap());
    files.write(&first);
    std::fs::write(&files.key, &second.key).unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_kurier"))
        .args(["serve", "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0", "--tls-cert"])
        .arg(&files.chain)
        .arg("--tls-key")
        .arg(&files.key)
        .arg("--data")
        .arg(dir.path().join("data"))
        .output();
    let ended = within("its end", ended).await.unwrap().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains("chain.pem"), "{said}");
}

/// Every name is this machine.
struct Here;

impl Resolver for Here {
    fn lookup(&self, _host: &str) -> Lookup {
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    }
}

async fn fetch(roots: &str, url: &str) -> Option<String> {
    let policy = Policy { extra_roots_pem: vec![roots.to_owned()], ..Policy::loopback() };
    let client = Client::with_resolver(policy, Arc::new(Here)).unwrap();
    let answer = client.request(Request::get(url)).await.ok()?;
    answer.status.is_success().then(|| String::from_utf8_lossy(&answer.body).into_owned())
}

#[tokio::test]
async fn an_authority_that_speaks_acme_gives_a_certificate_that_a_restart_keeps() {
    let Some(pebble) = or_not_run(tokio::task::spawn_blocking(Pebble::start).await.unwrap()) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let authority = pebble.server_authority_file();
    let trusted = std::fs::read_to_string(&authority).unwrap();
    let root = fetch(&trusted, &pebble.root_url()).await.unwrap();
    let (listen, directory) = (format!("127.0.0.1:{}", pebble.prover_port()), pebble.directory());
    let arguments = [
        "--tls-listen",
        &listen,
        "--acme-domain",
        "kurier.test,www.kurier.test",
        "--acme-contact",
        "operator@kurier.test",
        "--acme-directory",
        &directory,
        "--acme-ca",
        authority.to_str().unwrap(),
    ];
    let mut server = Server::start(dir.path(), &arguments).await;
    assert_eq!(server.base, "https://kurier.test");
    server.says("a new certificate is in force").await;
    for name in ["kurier.test", "www.kurier.test"] {
        let url = format!("https://{name}:{}/livez", pebble.prover_port());
        assert!(fetch(&root, &url).await.is_some(), "{name}");
        assert!(fetch(&trusted, &url).await.is_none(), "trusted by another authority");
    }
    let other = format!("https://other.test:{}/livez", pebble.prover_port());
    assert!(fetch(&root, &other).await.is_none(), "a name that the certificate is not for");
    let chain = dir.path().join("data/tls/acme/chain.pem");
    let before = std::fs::read_to_string(&chain).unwrap();

    // The next run has it at once, and asks the authority for nothing.
    server.child.kill().await.unwrap();
    let ordered = |log: String| log.matches("POST /order-plz").count();
    let orders = ordered(pebble.log());
    assert!(orders > 0, "{}", pebble.log());
    let _server = Server::start(dir.path(), &arguments).await;
    let url = format!("https://kurier.test:{}/livez", pebble.prover_port());
    let comes_up = async {
        while fetch(&root, &url).await.is_none() {
            tokio::task::yield_now().await;
        }
    };
    within("the kept certificate", comes_up).await.unwrap();
    assert_eq!(std::fs::read_to_string(&chain).unwrap(), before);
    assert_eq!(ordered(pebble.log()), orders);
}
