//! Stopping in good order under load: the balancer is told first, devices are told to come back,
//! nothing acknowledged is lost.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use serde_json::json;
use testkit::crash::{self, CrashOptions, Ending};
use testkit::{Answer, Caller, FakePerson, KurierProcess, ProcessOptions, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Stops under load.
const STOPS: u32 = 3;

async fn with_grace(dir: &tempfile::TempDir, seconds: &str) -> KurierProcess {
    let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    options.arguments = vec!["--drain-s".to_owned(), seconds.to_owned()];
    KurierProcess::start(options).await.unwrap()
}

async fn until_not_ready(anyone: &Caller) -> Answer {
    let asking = async {
        loop {
            let answer = anyone.get("/readyz").await.unwrap();
            if answer.status != 200 {
                return answer;
            }
        }
    };
    within("the node not to be ready", asking).await.unwrap()
}

#[tokio::test]
async fn a_draining_node_says_so_at_once_and_works_on_until_its_grace_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let mut kurier = with_grace(&dir, "5").await;
    let anyone = Caller::new(&kurier.base, "").unwrap();
    let business = anyone.with_token(kurier.seeded("/token").unwrap());
    let path = format!("/v23.0/{}/messages", kurier.seeded("/phone_id").unwrap());
    let body = json!({
        "messaging_product": "whatsapp", "to": kurier.seeded("/person_a/wa_id").unwrap(),
        "type": "text", "text": { "body": "While it drains" },
    });
    let mut person = FakePerson::new(&kurier.base, kurier.seeded("/person_a/session").unwrap());
    person.come_live().await.unwrap();
    assert_eq!(anyone.get("/readyz").await.unwrap().status, 200);

    let meanwhile = async {
        let answer = until_not_ready(&anyone).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.json, json!({ "status": "not_ready", "reason": "draining" }));
        assert_eq!(anyone.get("/livez").await.unwrap().status, 200);
        business.post(&path, &body).await.unwrap().ok().unwrap();
        let came = |shown: &testkit::Shown| shown.texts().any(|text| text == "While it drains");
        let shown = person.wait_for("the message", came).await.unwrap();
        assert_eq!(shown.told_to_come_back, 0, "sockets were closed before the grace was over");
        person.wait_for("close code 1012", |shown| shown.told_to_come_back == 1).await.unwrap();
    };
    let (ended, ()) = tokio::join!(kurier.terminate(), meanwhile);
    assert!(ended.unwrap(), "it did not end with success");
}

#[tokio::test]
async fn a_request_in_flight_gets_its_answer_although_the_node_stops() {
    let dir = tempfile::tempdir().unwrap();
    let mut kurier = with_grace(&dir, "0").await;
    let address = kurier.base.trim_start_matches("http://").to_owned();
    let body = json!({
        "messaging_product": "whatsapp", "to": kurier.seeded("/person_a/wa_id").unwrap(),
        "type": "text", "text": { "body": "In flight" },
    })
    .to_string();
    let (early, late) = body.split_at(10);
    let head = format!(
        "POST /v23.0/{}/messages HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{early}",
        kurier.seeded("/phone_id").unwrap(),
        kurier.seeded("/token").unwrap(),
        body.len(),
    );
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // The head has been read by the time a later request was answered.
    Caller::new(&kurier.base, "").unwrap().get("/livez").await.unwrap();
    let meanwhile = async {
        let refused = async { while TcpStream::connect(&address).await.is_ok() {} };
        within("no more connections to be taken", refused).await.unwrap();
        stream.write_all(late.as_bytes()).await.unwrap();
        let mut answer = String::new();
        within("the answer", stream.read_to_string(&mut answer)).await.unwrap().unwrap();
        answer
    };
    let (ended, answer) = tokio::join!(kurier.terminate(), meanwhile);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("wamid."), "{answer}");
    assert!(ended.unwrap(), "it did not end with success");
}

#[tokio::test]
async fn a_second_signal_ends_the_drain() {
    let dir = tempfile::tempdir().unwrap();
    let mut kurier = with_grace(&dir, "600").await;
    let anyone = Caller::new(&kurier.base, "").unwrap();
    let id = kurier.id().unwrap().to_string();
    let signal = || std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(signal().success());
    until_not_ready(&anyone).await;
    assert!(signal().success());
    assert_eq!(kurier.ended().await.unwrap().code(), Some(130));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_loses_nothing_acknowledged_and_tells_devices_to_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_kurier").into();
    let mut options = CrashOptions::new(binary, dir.path().to_owned(), STOPS);
    options.ending = Ending::Stop;
    let report = crash::run(&options).await.unwrap();
    println!("{}", serde_json::to_string_pretty(&report).unwrap());
    assert!(report.tally.acknowledged > 100, "too little load to prove anything: {report:?}");
    assert!(report.tally.told_to_come_back > 0, "nobody was told to come back: {report:?}");
    assert!(report.tally.is_clean(), "{report:#?}");
}
