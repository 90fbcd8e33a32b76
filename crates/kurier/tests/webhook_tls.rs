//! The real program posts webhooks to a receiver behind TLS that lets in only whose certificate it knows.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use testkit::services::Identity;
use testkit::{Caller, FakeReceiver, within};
use tokio::io::{AsyncBufReadExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio_rustls::TlsAcceptor;

const OPERATOR: &str = "the-operators-token-of-this-test";

/// Stands before a receiver: ends TLS for those whose certificates come from `clients`. Answers its port.
async fn door(own: &Identity, clients: &Identity, receiver: &FakeReceiver) -> u16 {
    let mut known = RootCertStore::empty();
    known.add(CertificateDer::from_pem_slice(clients.authority.as_bytes()).unwrap()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let asked = WebPkiClientVerifier::builder_with_provider(Arc::new(known), Arc::clone(&ring));
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(asked.build().unwrap())
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(own.certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let inside = receiver.url.strip_prefix("http://").unwrap();
    let inside = inside.split('/').next().unwrap().to_owned();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut outside) = acceptor.accept(socket).await else { continue };
            let inside = inside.clone();
            tokio::spawn(async move {
                let mut inside = TcpStream::connect(inside).await.unwrap();
                drop(copy_bidirectional(&mut outside, &mut inside).await);
            });
        }
    });
    port
}

/// A server that trusts `authority`, and shows `shown` where it is asked who it is; its address.
async fn serve(dir: &Path, authority: &Identity, shown: Option<&Identity>) -> (Child, String) {
    let file = |name: &str, text: &str| {
        let path = dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_kurier"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--min-free", "0", "--ballast", "0"])
        .args(["--allow-private-webhooks", "--operator-token", OPERATOR])
        .arg("--webhook-ca")
        .arg(file("ca.pem", &authority.authority))
        .arg("--data")
        .arg(dir.join("data"));
    if let Some(shown) = shown {
        command.arg("--webhook-client-cert").arg(file("client.pem", &shown.certificate));
        command.arg("--webhook-client-key").arg(file("client.key", &shown.key));
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let base = within("the server to listen", lines.next_line()).await.unwrap().unwrap();
    (child, base.unwrap())
}

/// Makes a business.
async fn business(base: &str) -> Value {
    let operator = Caller::new(base, OPERATOR).unwrap();
    let new = json!({ "name": "Shop", "display_number": "493055501009" });
    operator.post("/console/v1/businesses", &new).await.unwrap().ok().unwrap()
}

/// Sets its callback; answers the status.
async fn subscribe(base: &str, made: &Value, port: u16, verify_token: &str) -> u16 {
    let api = Caller::new(base, made["token"].as_str().unwrap()).unwrap();
    let path = format!("/v23.0/{}/subscribed_apps", made["business"]["id"].as_str().unwrap());
    let url = format!("https://localhost:{port}/webhook");
    let body = json!({ "override_callback_uri": url, "verify_token": verify_token });
    api.post(&path, &body).await.unwrap().status
}

#[tokio::test]
async fn webhooks_reach_a_receiver_that_demands_a_client_certificate_only_with_one() {
    let (theirs, ours) = (Identity::throw_away().unwrap(), Identity::throw_away().unwrap());
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (_known, base) = serve(dirs[0].path(), &theirs, Some(&ours)).await;
    let made = business(&base).await;
    let receiver = FakeReceiver::start(made["app_secret"].as_str().unwrap()).await.unwrap();
    let port = door(&theirs, &ours, &receiver).await;
    assert_eq!(subscribe(&base, &made, port, &receiver.verify_token).await, 200);
    let api = Caller::new(&base, made["token"].as_str().unwrap()).unwrap();
    // Asking for a new name is told by webhook once the operator decided.
    let sender = made["sender"]["id"].as_str().unwrap();
    let wish = json!({ "new_display_name": "Shop and more" });
    api.post(&format!("/v23.0/{sender}"), &wish).await.unwrap().ok().unwrap();
    let operator = Caller::new(&base, OPERATOR).unwrap();
    let decided = json!({ "name": "Shop and more", "status": "APPROVED" });
    let path = format!("/console/v1/senders/{sender}/name");
    operator.post(&path, &decided).await.unwrap().ok().unwrap();
    let is_it = |one: &testkit::Delivered| {
        let field = one.json.pointer("/entry/0/changes/0/field");
        one.is_genuine && field == Some(&json!("phone_number_name_update"))
    };
    receiver.wait_for("the webhook", |all| all.iter().any(is_it)).await.unwrap();

    let (_unknown, base) = serve(dirs[1].path(), &theirs, None).await;
    let made = business(&base).await;
    let refused = subscribe(&base, &made, port, &receiver.verify_token).await;
    assert_eq!(refused, 400, "who shows no certificate is not let in");
}
