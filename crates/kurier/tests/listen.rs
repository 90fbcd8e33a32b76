//! `kurier listen` hands the signed webhooks of a business to a local program.

use kurier_policy::permission::Purpose;
use std::process::Stdio;
use testkit::{FakeReceiver, OPERATOR_TOKEN, TestApp, within};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listen_forwards_events_with_the_signature_of_a_real_delivery() {
    let app = TestApp::start().await.unwrap();
    let made = app.business("Shop").await.unwrap();
    let receiver = FakeReceiver::start(&made.business.app_secret).await.unwrap();
    let mut listen = Command::new(env!("CARGO_BIN_EXE_kurier"))
        .args(["listen", &made.business.id.to_string(), "--forward-to", &receiver.url])
        .args(["--print-secret", "--after", "0", "--server", &app.base])
        .env("KURIER_OPERATOR_TOKEN", OPERATOR_TOKEN)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(listen.stdout.take().unwrap()).lines();
    let secret = within("the secret", lines.next_line()).await.unwrap().unwrap();
    assert_eq!(secret.as_deref(), Some(made.business.app_secret.as_str()));
    let person = app.person("Kim").await.unwrap();
    app.allow(person.person.id, made.business.id, &[Purpose::Utility]).await.unwrap();
    let came = receiver.wait_for("the webhook", |came| !came.is_empty()).await.unwrap();
    assert!(came[0].is_genuine);
    assert!(came[0].id.starts_with("evt_"), "{}", came[0].id);
    let line = within("its line", lines.next_line()).await.unwrap().unwrap().unwrap();
    assert!(line.ends_with("→ 200"), "{line}");
}
