//! The running airline against a small Cloud API on loopback.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use jiff::civil::{Date, date};
use kurier_egress::{Client, HeaderName, HeaderValue, Policy, PrivateRanges, Request, Schemes};
use kurier_flights::live::{
    Airline, FlightsConfig, Passenger, Status, StatusHandle, load_day, pick_demo_flight,
};
use kurier_flights::mvt::Language;
use kurier_flights::replay::{Tuning, replay_flights};
use kurier_flights::source::{Flights, Random, data_folder, generate};
use kurier_wire::signature;
use serde_json::{Value, json};
use testkit_services::fake_cloud::FakeCloud;
use tokio::task::JoinHandle;

const SEED: u64 = 4;
const SOON: Duration = Duration::from_mins(1);

const fn day() -> Date {
    date(2026, 3, 8)
}

fn config(fake: &FakeCloud, database: &Path, passengers: Vec<Passenger>) -> FlightsConfig {
    FlightsConfig {
        base_url: format!("http://{}", fake.addr),
        version: "v23.0".into(),
        token: "token".into(),
        phone_id: "55".into(),
        waba_id: "77".into(),
        app_secret: "app secret".into(),
        verify_token: "verify me".into(),
        listen: "127.0.0.1:0".parse().expect("an address"),
        callback_url: None,
        database: database.to_owned(),
        data: "no-such-folder".into(),
        file: "no-such-file".into(),
        day: day(),
        speed: 1e9,
        begin: None,
        passengers,
        seed: SEED,
    }
}

/// One passenger on every flight of the invented day that brings a notice, with the number of notices it brings.
fn passengers(flights: &Flights) -> (Vec<Passenger>, BTreeMap<String, usize>) {
    let logs = replay_flights(&flights.flights, &Tuning::default(), SEED, &mut |_, _, _| {});
    let told = flights.flights.iter().zip(&logs).filter(|(_, log)| !log.is_empty());
    let mut expected = BTreeMap::new();
    let passengers = told.enumerate().map(|(n, (flight, log))| {
        let wa_id = format!("9990000000{n:05}");
        expected.insert(format!("{wa_id}/{}", flight.plan.key), log.len());
        let language = if n % 2 == 0 { Language::English } else { Language::German };
        Passenger { wa_id, language, leg: flight.plan.key }
    });
    (passengers.collect(), expected)
}

async fn launch(config: FlightsConfig) -> (JoinHandle<()>, StatusHandle, std::net::SocketAddr) {
    let airline = Airline::start(config).await.expect("it starts");
    let (status, addr) = (airline.status(), airline.local_addr());
    let task = tokio::spawn(async move {
        airline.run(std::future::pending()).await.expect("it runs");
    });
    (task, status, addr)
}

async fn until(status: &StatusHandle, is_so: impl Fn(&Status) -> bool) -> Status {
    let wait = async {
        loop {
            let now = status.snapshot().await.expect("a snapshot");
            if is_so(&now) {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, wait).await.expect("it happens in time")
}

fn keys_by_flight(fake: &FakeCloud) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in fake.with(|seen| seen.messages.keys().cloned().collect::<Vec<_>>()) {
        let flight =
            key.trim_start_matches("flights/").rsplit_once('/').expect("a number").0.to_owned();
        *counts.entry(flight).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_any_moment_neither_doubles_nor_loses_a_notice() {
    let fake = FakeCloud::start().await.expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("flights.db");
    let (passengers, expected) = passengers(&generate(day(), SEED));
    assert!(expected.len() > 20, "enough to crash in the middle of");
    let mut random = Random::of(SEED, "crashes");
    for _ in 0..8 {
        fake.get_stuck_after(u32::try_from(random.between(0, 3)).expect("small"));
        let (task, _, _) = launch(config(&fake, &database, passengers.clone())).await;
        tokio::time::timeout(SOON, fake.stuck()).await.expect("a message is taken");
        task.abort();
        assert!(task.await.expect_err("it was killed").is_cancelled());
        fake.recover();
    }
    let (task, status, _) = launch(config(&fake, &database, passengers)).await;
    let end = until(&status, |now| now.is_over && now.pending == 0).await;
    task.abort();
    assert_eq!(fake.with(|seen| seen.conflicts.clone()), Vec::<String>::new(), "one key, one body");
    let notices: usize = expected.values().sum();
    assert_eq!(usize::try_from(end.sent + end.dropped).expect("small"), notices, "{end:?}");
    assert_eq!(end.refused, 0);
    let arrived = keys_by_flight(&fake);
    for (flight, count) in &arrived {
        assert!(count <= &expected[flight], "{flight}: {count}");
    }
    let total: usize = arrived.values().sum();
    assert!(total >= usize::try_from(end.sent).expect("small"));
    let bodies: BTreeSet<String> =
        fake.with(|seen| seen.messages.values().map(Value::to_string).collect());
    assert_eq!(bodies.len(), total, "nobody reads the same notice twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_in_trouble_gets_each_notice_once_in_the_end() {
    let fake = FakeCloud::start().await.expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let (all, _) = passengers(&generate(day(), SEED));
    let refused = all[0].wa_id.clone();
    fake.fail_next(2);
    fake.refuse(&refused);
    let (task, status, _) = launch(config(&fake, &folder.path().join("f.db"), all)).await;
    let end = until(&status, |now| now.is_over && now.pending == 0).await;
    task.abort();
    assert!(end.sent > 0 && end.refused > 0, "{end:?}");
    let to_refused =
        fake.with(|seen| seen.messages.values().filter(|m| m["to"] == refused.as_str()).count());
    assert_eq!(to_refused, 0);
    let calls = fake.with(|seen| seen.calls);
    assert_eq!(calls, u64::from(end.sent + end.refused) + 2, "a refusal is not tried again");
}

fn client() -> Client {
    let policy = Policy {
        private_ranges: PrivateRanges::LoopbackOnly,
        schemes: Schemes::HttpAndHttps,
        ..Policy::default()
    };
    Client::new(policy).expect("a client")
}

async fn post_webhook(url: &str, body: &[u8], secret: &str) -> u16 {
    let mut request = Request::post(url, body.to_vec());
    let signed = HeaderValue::from_str(&signature::sign(secret, body)).expect("hex");
    request.headers.insert(HeaderName::from_static("x-hub-signature-256"), signed);
    client().request(request).await.expect("an answer").status.as_u16()
}

fn tapped(id: &str, payload: &str) -> Vec<u8> {
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "77", "changes": [{ "field": "messages",
        "value": { "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "1", "phone_number_id": "55" },
            "contacts": [{ "profile": { "name": "A" }, "wa_id": "999000000000001" }],
            "messages": [{ "from": "999000000000001", "id": id, "timestamp": "1", "type": "button",
                "button": { "payload": payload, "text": "x" } }] } }] }] })
    .to_string()
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_is_taken_once_however_often_it_is_brought() {
    let fake = FakeCloud::start().await.expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(&fake, &folder.path().join("f.db"), Vec::new());
    let (task, status, addr) = launch(config).await;
    until(&status, |now| now.is_over).await;
    let url = format!("http://{addr}/webhook");
    assert_eq!(fake.with(|seen| seen.callback.clone()), Some(url.clone()));
    let (got_it, to_talk) = (
        tapped("wamid.1", "got_it KU100/2026-03-08/ORD"),
        tapped("wamid.2", "talk KU100/2026-03-08/ORD"),
    );
    for body in [&got_it, &to_talk, &to_talk, &got_it] {
        assert_eq!(post_webhook(&url, body, "app secret").await, 200);
    }
    let waited = async {
        while fake.with(|seen| seen.messages.is_empty() || seen.read.len() < 2) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, waited).await.expect("it answers");
    let now = status.snapshot().await.expect("a snapshot");
    assert_eq!((now.got_it, now.talk), (1, 1));
    task.abort();
    let messages = fake.with(|seen| seen.messages.clone());
    assert_eq!(messages.len(), 1);
    let answer = &messages["answer/wamid.2"];
    assert_eq!(answer["context"]["message_id"], "wamid.2");
    assert!(answer["text"]["body"].as_str().expect("a text").contains("KU100"), "{answer}");
    let read: BTreeSet<String> = fake.with(|seen| seen.read.iter().cloned().collect());
    assert_eq!(read, BTreeSet::from(["wamid.1".to_owned(), "wamid.2".to_owned()]));
}

#[tokio::test]
async fn webhooks_of_strangers_are_turned_away() {
    let fake = FakeCloud::start().await.expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let (task, status, addr) = launch(config(&fake, &folder.path().join("f.db"), Vec::new())).await;
    let url = format!("http://{addr}/webhook");
    assert_eq!(post_webhook(&url, &tapped("wamid.1", "talk x"), "another secret").await, 401);
    assert_eq!(post_webhook(&url, b"{}", "app secret").await, 400);
    for (token, answer) in [("verify%20me", 200), ("guess", 403)] {
        let ask = format!("{url}?hub.mode=subscribe&hub.challenge=42&hub.verify_token={token}");
        let given = client().request(Request::get(ask)).await.expect("an answer");
        assert_eq!(given.status.as_u16(), answer);
        assert_eq!(given.body == "42", answer == 200);
    }
    assert_eq!(status.snapshot().await.expect("a snapshot").talk, 0);
    task.abort();
}

#[tokio::test]
async fn templates_are_registered_once() {
    let fake = FakeCloud::start().await.expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..2 {
        let config = config(&fake, &folder.path().join("f.db"), Vec::new());
        let (task, status, _) = launch(config).await;
        until(&status, |now| now.is_over).await;
        task.abort();
    }
    let listed = client()
        .request(Request::get(format!("http://{}/v23.0/77/message_templates", fake.addr)))
        .await;
    let listed: Value = serde_json::from_slice(&listed.expect("an answer").body).expect("JSON");
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(16));
}

#[tokio::test]
async fn a_passenger_of_no_flight_and_a_speed_of_nothing_are_refused() {
    let fake = FakeCloud::start().await.expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut all, _) = passengers(&generate(day(), SEED));
    all[0].leg.day = date(1990, 1, 1);
    let wrong =
        Airline::start(config(&fake, &folder.path().join("a.db"), all)).await.expect("it starts");
    let fault = wrong.run(std::future::pending()).await.expect_err("no such flight");
    assert_eq!(fault.code(), "flights_configuration");
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let config =
            FlightsConfig { speed, ..config(&fake, &folder.path().join("b.db"), Vec::new()) };
        assert!(Airline::start(config).await.is_err(), "{speed}");
    }
}

#[test]
fn the_flight_of_the_demonstration_is_late_and_told_before() {
    let real =
        load_day("us1999dec_flights.csv.gz".as_ref(), &data_folder(), date(1999, 12, 22), SEED);
    for (flights, day) in
        [(generate(day(), SEED), day()), (real.expect("loaded"), date(1999, 12, 22))]
    {
        let choice = pick_demo_flight(&flights, day, SEED).expect("a flight");
        println!("{choice:?}");
        assert!(choice.delay_min >= 45 && choice.first_notice < choice.std && choice.notices >= 1);
        assert!(choice.begin < choice.first_notice && choice.leg.day == day);
        assert_eq!(pick_demo_flight(&flights, day, SEED), Some(choice));
    }
}
