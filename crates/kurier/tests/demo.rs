//! The demo with invented data: the delay reaches the passenger, the cow in heat the farmer, and what they tap the businesses.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use serde_json::{Value, json};
use std::process::Stdio;
use testkit::{Caller, FakePerson, within};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Starts `kurier demo` without real data; answers it with what it printed.
async fn start(dir: &tempfile::TempDir) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kurier"))
        .args(["demo", "--no-open", "--json", "--speed", "600"])
        .env("KURIER_DATA", dir.path())
        .env("TMPDIR", dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = within("the links", lines.next_line()).await.unwrap().unwrap().unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

fn part(link: &str, begin: &str) -> String {
    let from = link.split(begin).nth(1).unwrap();
    from.split('&').next().unwrap().to_owned()
}

/// A tap on a message's first button.
fn tap(message: &Value) -> Value {
    let business = message["business"].as_i64().unwrap().to_string();
    let button = message.pointer("/content/buttons/0").unwrap();
    let content = json!({
        "type": "quick_reply", "payload": button["payload"], "text": button["text"],
    });
    json!({
        "t": "send", "client_id": "tap-1", "business": business,
        "content": content, "reply_to": message["seq"],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delay_reaches_the_passenger_and_her_tap_the_airline_and_ctrl_c_erases_everything() {
    let dir = tempfile::tempdir().unwrap();
    let (mut child, links) = start(&dir).await;
    assert_eq!(links["invented"], json!(true));
    let phone = links["phone"].as_str().unwrap();
    let base = phone.split("/dev/").next().unwrap();
    let operator = Caller::new(base, &part(phone, "token=")).unwrap();
    let mut passenger = FakePerson::new(base, &part(phone, "Passenger:"));
    passenger.come_live().await.unwrap();
    let delay = |entry: &Value| entry.pointer("/content/type") == Some(&json!("template"));
    let shown =
        passenger.wait_for("the delay", |shown| shown.entries.iter().any(delay)).await.unwrap();
    let message = shown.entries.iter().find(|entry| delay(entry)).unwrap();
    let name = message.pointer("/content/name").and_then(Value::as_str).unwrap();
    assert!(name.starts_with("flight_"), "{message}");

    passenger.send(tap(message));
    let read = |entry: &Value| entry["kind"] == json!("read_by_business");
    passenger
        .wait_for("the airline to read it", |shown| shown.entries.iter().any(read))
        .await
        .unwrap();
    let report = operator.post("/console/v1/ledger/verify", &json!({})).await.unwrap().json;
    assert_eq!(report["findings"], json!([]));

    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    assert!(within("its end", child.wait()).await.unwrap().unwrap().success());
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cow_in_heat_reaches_the_farmer_with_a_picture_and_his_answer_the_herd() {
    let dir = tempfile::tempdir().unwrap();
    let (_child, links) = start(&dir).await;
    assert_eq!(links["herd_invented"], json!(true));
    let phone = links["phone"].as_str().unwrap();
    let base = phone.split("/dev/").next().unwrap();
    let mut farmer = FakePerson::new(base, &part(phone, "Farmer:"));
    farmer.come_live().await.unwrap();
    let heat = |entry: &Value| entry.pointer("/content/name") == Some(&json!("herd_heat_picture"));
    let shown = farmer.wait_for("the heat", |shown| shown.entries.iter().any(heat)).await.unwrap();
    let message = shown.entries.iter().find(|entry| heat(entry)).unwrap();
    assert_eq!(message.pointer("/content/file/mime"), Some(&json!("image/png")), "{message}");
    assert!(message.pointer("/content/body").unwrap().as_str().unwrap().contains("likely in heat"));

    farmer.send(tap(message));
    let noted = |entry: &Value| {
        let body = entry.pointer("/content/body").and_then(Value::as_str);
        entry["kind"] == json!("from_business")
            && body.is_some_and(|body| body.starts_with("Noted"))
    };
    farmer.wait_for("the herd's answer", |shown| shown.entries.iter().any(noted)).await.unwrap();
}
