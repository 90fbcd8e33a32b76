//! An installation moves from the embedded store to PostgreSQL with the program itself.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::json;
use std::path::Path;
use testkit::services::{Postgres, or_not_run};
use testkit::{Caller, FakePerson, KurierProcess, ProcessOptions};
use tokio::process::Command;

async fn kurier(words: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_kurier"))
        .args(words)
        .env_remove("KURIER_DATABASE_URL")
        .output()
        .await
        .unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn send(node: &KurierProcess, body: &str) {
    let business = Caller::new(&node.base, node.seeded("/token").unwrap()).unwrap();
    let path = format!("/v23.0/{}/messages", node.seeded("/phone_id").unwrap());
    let message = json!({
        "messaging_product": "whatsapp",
        "to": node.seeded("/person_a/wa_id").unwrap(),
        "type": "text",
        "text": { "body": body },
    });
    business.post(&path, &message).await.unwrap().ok().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messenger_that_was_logged_in_goes_on_after_the_move() {
    let Some(server) = or_not_run(Postgres::shared()) else { return };
    let database = server.database().unwrap();
    let url = database.url();
    let dir = tempfile::tempdir().unwrap();
    let options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    let mut before = KurierProcess::start(options.clone()).await.unwrap();
    let session = before.seeded("/person_a/session").unwrap().to_owned();
    let mut person = FakePerson::new(&before.base, &session);
    person.come_live().await.unwrap();
    send(&before, "before the move").await;
    person
        .wait_for("the message", |shown| shown.texts().any(|text| text == "before the move"))
        .await
        .unwrap();
    person.go_offline();
    send(&before, "while she was away").await;
    assert!(before.terminate().await.unwrap());

    let (data, first) = (dir.path().join("data"), dir.path().join("first.jsonl"));
    let (code, said) = kurier(&["export", "--data", text(&data), "--to", text(&first)]).await;
    assert_eq!(code, Some(0), "{said}");
    let import = ["import", text(&first), "--database-url", &url];
    let (code, said) = kurier(&import).await;
    assert_eq!(code, Some(0), "{said}");
    let again = dir.path().join("again.jsonl");
    let export = ["export", "--database-url", &url, "--to", text(&again)];
    let (code, said) = kurier(&export).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(std::fs::read(&first).unwrap() == std::fs::read(&again).unwrap(), "not the same bytes");
    let (code, said) = kurier(&import).await;
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("holds an installation already"), "{said}");
    let (code, said) = kurier(&["ledger", "verify", "--offline", "--database-url", &url]).await;
    assert_eq!(code, Some(0), "{said}");

    // The sandbox's own memory of its cast lies beside the seed when the data do not lie in a folder.
    std::fs::copy(data.join("sandbox.json"), dir.path().join("sandbox.json")).unwrap();
    let listen = before.base.clone();
    let moved = ProcessOptions { store: Some(url), ..options };
    let after = KurierProcess::start_at(moved, &listen).await.unwrap();
    person.come_live().await.unwrap();
    send(&after, "after the move").await;
    let shown = person
        .wait_for("the message", |shown| shown.texts().any(|text| text == "after the move"))
        .await
        .unwrap();
    assert!(shown.texts().any(|text| text == "while she was away"));
    assert!(shown.faults.is_empty(), "{:?}", shown.faults);
}

#[tokio::test]
async fn an_export_that_is_none_is_refused_and_a_wrong_address_is_not_repeated() {
    let Some(server) = or_not_run(Postgres::shared()) else { return };
    let database = server.database().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("nonsense");
    std::fs::write(&file, "nonsense\n").unwrap();
    let (code, said) = kurier(&["import", text(&file), "--database-url", &database.url()]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("line 1: this is no line of an export"), "{said}");
    let wrong = ["import", text(&file), "--database-url", "mysql://kurier:secret@db/kurier"];
    let (code, said) = kurier(&wrong).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("the database URL does not fit") && !said.contains("secret"), "{said}");
}
