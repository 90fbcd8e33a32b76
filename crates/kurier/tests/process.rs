//! The real program: starting, stopping in good order, restarting on the same data, TLS, one process
//! for one data folder.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use futures_util::{SinkExt, StreamExt};
use kurier_egress::{Client, Policy, Request};
use serde_json::{Value, json};
use std::process::Command;
use testkit::{Caller, KurierProcess, ProcessOptions, within};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

async fn start(dir: &tempfile::TempDir, arguments: &[&str]) -> KurierProcess {
    let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    options.arguments = arguments.iter().map(|&text| text.to_owned()).collect();
    KurierProcess::start(options).await.unwrap()
}

#[tokio::test]
async fn stopping_tells_devices_to_come_back_and_ends_with_success() {
    let dir = tempfile::tempdir().unwrap();
    let mut kurier = start(&dir, &[]).await;
    let address = kurier.base.replacen("http", "ws", 1);
    let mut request = format!("{address}/people/v1/socket").into_client_request().unwrap();
    let bearer = format!("Bearer {}", kurier.seeded("/person_a/session").unwrap());
    request.headers_mut().insert("authorization", bearer.parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    socket.send(Message::text(r#"{"t":"hello","after":0}"#)).await.unwrap();
    let live = async {
        while let Some(Ok(frame)) = socket.next().await {
            if frame.to_text().is_ok_and(|text| text.contains("\"live\"")) {
                return;
            }
        }
    };
    within("the live frame", live).await.unwrap();
    let closed = async {
        while let Some(Ok(frame)) = socket.next().await {
            if let Message::Close(Some(frame)) = frame {
                return Some(u16::from(frame.code));
            }
        }
        None
    };
    let (ended, code) = tokio::join!(kurier.terminate(), within("the close frame", closed));
    assert!(ended.unwrap(), "it did not end with success");
    assert_eq!(code.unwrap(), Some(1012));
}

#[tokio::test]
async fn a_restart_on_the_same_folder_keeps_people_tokens_and_messages() {
    let dir = tempfile::tempdir().unwrap();
    let mut kurier = start(&dir, &[]).await;
    let before = kurier.seed.clone();
    let phone = kurier.seeded("/phone_id").unwrap().to_owned();
    let token = kurier.seeded("/token").unwrap().to_owned();
    let to = kurier.seeded("/person_a/wa_id").unwrap();
    let body = json!({
        "messaging_product": "whatsapp", "to": to, "type": "text", "text": { "body": "Still there?" },
    });
    let business = Caller::new(&kurier.base, &token).unwrap();
    business.post(&format!("/v23.0/{phone}/messages"), &body).await.unwrap().ok().unwrap();
    kurier.kill().await.unwrap();
    kurier.restart().await.unwrap();
    assert_eq!(kurier.seed, before);
    let person = kurier.seeded("/person_a/person_id").unwrap();
    let operator = Caller::new(&kurier.base, kurier.seeded("/operator_token").unwrap()).unwrap();
    let path = format!("/sandbox/v1/people/{person}/messages");
    let seen = operator.get(&path).await.unwrap().ok().unwrap();
    let last = seen["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last.pointer("/content/body"), Some(&json!("Still there?")));
}

#[tokio::test]
async fn the_tls_twin_is_trusted_by_its_own_authority_and_by_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let kurier = start(&dir, &["--tls-listen", "127.0.0.1:0"]).await;
    let address = format!("{}/docs/errors", kurier.seeded("/tls_base").unwrap());
    let authority = std::fs::read_to_string(dir.path().join("seed.ca.pem")).unwrap();
    let trusting = Policy { extra_roots_pem: vec![authority], ..Policy::loopback() };
    let client = Client::new(trusting).unwrap();
    let answer = client.request(Request::get(address.as_str())).await.unwrap();
    assert_eq!(answer.status.as_u16(), 200);
    let stranger = Client::new(Policy::loopback()).unwrap();
    assert!(stranger.request(Request::get(address)).await.is_err());
}

#[tokio::test]
async fn a_second_process_on_the_same_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = start(&dir, &[]).await;
    let second = Command::new(env!("CARGO_BIN_EXE_kurier"))
        .args(["sandbox", "--store"])
        .arg(format!("sqlite:{}", dir.path().join("data").display()))
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("another process"), "{said}");
}

#[tokio::test]
async fn the_seed_names_everything_a_test_program_needs() {
    let dir = tempfile::tempdir().unwrap();
    let kurier = start(&dir, &[]).await;
    for pointer in [
        "/base",
        "/version",
        "/app_id",
        "/app_secret",
        "/app_token",
        "/token",
        "/waba_id",
        "/business_id",
        "/phone_id",
        "/display_phone",
        "/verify_token",
        "/operator_token",
        "/person_a/person_id",
        "/person_a/wa_id",
        "/person_a/user_id",
        "/person_a/session",
        "/person_b/session",
        "/person_c/wa_id",
        "/second_business/token",
        "/second_business/waba_id",
        "/second_business/phone_id",
        "/second_business/person_a/wa_id",
        "/templates/hello_world",
        "/templates/order_update",
        "/templates/named_promo",
        "/templates/otp",
        "/templates/book_table",
        "/templates/paused_one",
        "/templates/pending_one",
    ] {
        assert!(!kurier.seeded(pointer).unwrap().is_empty(), "{pointer}");
    }
    assert_eq!(kurier.seed["tls_base"], Value::Null);
    let known = kurier.seeded("/person_a/wa_id").unwrap();
    assert_ne!(known, kurier.seeded("/second_business/person_a/wa_id").unwrap());
}
