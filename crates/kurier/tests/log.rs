//! The log of the real program: a failure has one line, and the line names the trace of its answer.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use kurier_egress::{Client, Policy, Request};
use serde_json::{Value, json};
use testkit::{Caller, KurierProcess, ProcessOptions};

const CALLERS: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A program whose disk seems full since its second start, so that new messages fail.
async fn with_a_full_disk(dir: &tempfile::TempDir) -> KurierProcess {
    let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    KurierProcess::start(options.clone()).await.unwrap().terminate().await.unwrap();
    let too_much = i64::MAX.to_string();
    let words = ["--log-format", "json", "--min-free", &too_much];
    options.arguments = words.map(str::to_owned).to_vec();
    KurierProcess::start(options).await.unwrap()
}

#[tokio::test]
async fn a_failure_has_one_line_with_the_trace_of_its_answer_and_its_cause() {
    let dir = tempfile::tempdir().unwrap();
    let kurier = with_a_full_disk(&dir).await;
    let phone = kurier.seeded("/phone_id").unwrap();
    let body = json!({
        "messaging_product": "whatsapp", "to": kurier.seeded("/person_a/wa_id").unwrap(),
        "type": "text", "text": { "body": "No room" },
    });
    let address = format!("{}/v23.0/{phone}/messages", kurier.base);
    let mut request = Request::post(address, body.to_string());
    let parent = format!("00-{CALLERS}-00f067aa0ba902b7-01");
    let bearer = format!("Bearer {}", kurier.seeded("/token").unwrap());
    for (name, value) in [
        ("traceparent", parent.as_str()),
        ("authorization", &bearer),
        ("content-type", "application/json"),
    ] {
        request.headers.insert(name, value.parse().unwrap());
    }
    let answer = Client::new(Policy::loopback()).unwrap().request(request).await.unwrap();
    assert_eq!(answer.status.as_u16(), 503);
    assert_eq!(answer.headers.get("x-trace-id").unwrap(), CALLERS);
    let told: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(told["error"]["fbtrace_id"], CALLERS);

    let log = kurier.log().unwrap();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(CALLERS)).collect();
    assert_eq!(lines.len(), 1, "{log}");
    let line: Value = serde_json::from_str(lines[0]).unwrap();
    let fields = &line["fields"];
    assert_eq!((&line["level"], &fields["message"]), (&json!("WARN"), &json!("request failed")));
    assert_eq!((&fields["route"], &fields["status"]), (&json!("/{node}/messages"), &json!(503)));
    assert!(fields["cause"].as_str().unwrap().starts_with("131016"), "{line}");
    assert!(fields["duration_ms"].is_u64(), "{line}");
    assert!(!log.contains("No room") && !log.contains(&bearer), "{log}");
}

#[tokio::test]
async fn what_went_well_and_what_the_caller_did_wrong_make_no_line() {
    let dir = tempfile::tempdir().unwrap();
    let kurier = with_a_full_disk(&dir).await;
    let anyone = Caller::new(&kurier.base, "").unwrap();
    assert_eq!(anyone.get("/livez").await.unwrap().status, 200);
    assert_eq!(anyone.get("/people/v1/me").await.unwrap().status, 401);
    let log = kurier.log().unwrap();
    assert!(!log.contains("request"), "{log}");
}
