//! The airline on its own sources, against a small Cloud API on loopback.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use kurier_egress::{
    Client, HeaderName, HeaderValue, Method, Policy, PrivateRanges, Request, Schemes,
};
use kurier_flights::live::{Desk, DeskConfig};
use kurier_wire::signature;
use serde_json::{Value, json};
use testkit_services::fake_cloud::FakeCloud;
use tokio::task::JoinHandle;

const SOURCE: &str = "source-token-0123456789";
const STAFF: &str = "staff-token-0123456789";
const SOON: Duration = Duration::from_secs(30);

/// A desk with a clock that the test moves.
struct Stage {
    fake: FakeCloud,
    addr: SocketAddr,
    clock: Arc<AtomicI64>,
    task: JoinHandle<()>,
    client: Client,
}

fn at(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().expect("a time").as_second()
}

impl Stage {
    async fn set(folder: &Path, fake: FakeCloud, now: &str) -> Self {
        Self::configured(folder, fake, now, false).await
    }

    async fn configured(folder: &Path, fake: FakeCloud, now: &str, rehearsal: bool) -> Self {
        let text = json!({
            "rehearsal": rehearsal,
            "base_url": format!("http://{}", fake.addr), "token": "token", "phone_id": "55", "waba_id": "77",
            "app_secret": "app secret", "verify_token": "verify me", "listen": "127.0.0.1:0",
            "database": folder.join("desk.db"), "source_token": SOURCE, "staff_token": STAFF, "country": "US",
        });
        let config = DeskConfig::read(&text.to_string()).expect("a configuration");
        let clock = Arc::new(AtomicI64::new(at(now)));
        let read = Arc::clone(&clock);
        let desk = Desk::start(config, Arc::new(move || read.load(Ordering::SeqCst)))
            .await
            .expect("it starts");
        let addr = desk.local_addr();
        let task = tokio::spawn(async move {
            desk.run(std::future::pending()).await.expect("it runs");
        });
        let policy = Policy {
            private_ranges: PrivateRanges::LoopbackOnly,
            schemes: Schemes::HttpAndHttps,
            ..Policy::default()
        };
        Self { fake, addr, clock, task, client: Client::new(policy).expect("a client") }
    }

    fn now(&self, now: &str) {
        self.clock.store(at(now), Ordering::SeqCst);
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: Vec<u8>) -> (u16, Value) {
        let mut request = Request::new(method, format!("http://{}{path}", self.addr));
        request.body = body.into();
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).expect("ascii");
        request.headers.insert(HeaderName::from_static("authorization"), bearer);
        // Counts in a rehearsal alone.
        let now_s = HeaderValue::from(self.clock.load(Ordering::SeqCst));
        request.headers.insert(HeaderName::from_static("kurier-at"), now_s);
        let answer = self.client.request(request).await.expect("an answer");
        (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
    }

    async fn deliver(&self, source: &str, body: &str) -> Value {
        let (status, taken) = self
            .call(Method::POST, &format!("/in/{source}"), SOURCE, body.as_bytes().to_vec())
            .await;
        assert_eq!(status, 200, "{taken}");
        taken
    }

    async fn status(&self) -> Value {
        self.call(Method::GET, "/status", STAFF, Vec::new()).await.1
    }

    async fn webhook(&self, field: &Value) {
        let body = json!({ "object": "whatsapp_business_account", "entry": [{ "id": "77", "changes": [{ "field": "messages",
            "value": field }] }] })
        .to_string();
        let mut request = Request::post(format!("http://{}/webhook", self.addr), body.clone());
        let signed =
            HeaderValue::from_str(&signature::sign("app secret", body.as_bytes())).expect("hex");
        request.headers.insert(HeaderName::from_static("x-hub-signature-256"), signed);
        assert_eq!(self.client.request(request).await.expect("an answer").status.as_u16(), 200);
    }

    async fn tap(&self, id: &str, message: Value) {
        let mut message = message;
        message["from"] = json!("15550100001");
        message["id"] = json!(id);
        message["timestamp"] = json!("1");
        self.webhook(&json!({ "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "1", "phone_number_id": "55" },
            "contacts": [{ "profile": { "name": "A" }, "wa_id": "15550100001" }], "messages": [message] }))
            .await;
    }

    async fn until_messages(&self, count: usize) -> Vec<Value> {
        let wait = async {
            loop {
                let all =
                    self.fake.with(|seen| seen.messages.values().cloned().collect::<Vec<_>>());
                if all.len() >= count {
                    return all;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("messages come")
    }

    fn templates(&self) -> Vec<String> {
        self.fake.with(|seen| {
            let name = |m: &Value| m["template"]["name"].as_str().map(str::to_owned);
            seen.messages.values().filter_map(name).collect()
        })
    }
}

const SCHEDULE: &str = "flight,date,from,to,std,sta,tail\n\
KU100,2026-09-20,ORD,BOS,2026-09-20T15:00:00Z,2026-09-20T17:30:00Z,N1\n\
KU102,2026-09-20,ORD,BOS,2026-09-20T18:00:00Z,2026-09-20T20:30:00Z,N2\n\
KU200,2026-09-20,BOS,ATL,2026-09-20T18:20:00Z,2026-09-20T21:00:00Z,N3\n\
KU202,2026-09-20,BOS,ATL,2026-09-20T22:00:00Z,2026-09-21T00:40:00Z,N4\n";
const PEOPLE: &str = "record_locator,name,phone_e164,flight,date,from,language,onward\n\
ABC123,First Passenger,+15550100001,KU100,2026-09-20,ORD,en,KU200\nABC123,Second Passenger,+15550100001,KU100,2026-09-20,ORD,en,KU200\n\
DEF456,Third Passenger,+15550100002,KU100,2026-09-20,ORD,de,\n";

async fn staged(folder: &Path) -> Stage {
    let stage =
        Stage::set(folder, FakeCloud::start().await.expect("a port"), "2026-09-20T13:00:00Z").await;
    assert_eq!(stage.deliver("table", SCHEDULE).await["legs"], 4);
    assert_eq!(stage.deliver("bookings", PEOPLE).await["passengers"], 3);
    stage
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_household_is_told_once_and_again_after_a_restart_only_what_is_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    let late = "MVT\nKU100/20.N1.ORD\nED201545\nDL41/0045\n";
    stage.deliver("telex", late).await;
    let told = stage.until_messages(2).await;
    assert_eq!(told.len(), 2, "one a number: {told:?}");
    assert_eq!(stage.templates(), ["flight_delay", "flight_delay"]);
    assert_eq!(stage.deliver("telex", late).await["duplicate"], true);
    stage.task.abort();
    let again = Stage::set(folder.path(), stage.fake, "2026-09-20T13:30:00Z").await;
    let status = again.status().await;
    assert_eq!((&status["legs"], &status["seats"]), (&json!(4), &json!(3)));
    assert_eq!((&status["sent"], &status["pending"]), (&json!(2), &json!(0)), "{status}");
    again.deliver("telex", "MVT\nKU100/20.N1.ORD\nED201730\nDL41/0230\n").await;
    // Two are told of the new time; the household changes to a flight that it will miss.
    let told = again.until_messages(5).await;
    assert_eq!(told.len(), 5, "{told:?}");
    assert_eq!(again.templates().iter().filter(|name| *name == "flight_connection").count(), 1);
    let proof =
        again.call(Method::GET, "/proof?leg=KU100/2026-09-20/ORD", STAFF, Vec::new()).await.1;
    assert_eq!(proof["notices"].as_array().map(Vec::len), Some(4), "{proof}");
    assert_eq!(proof["notices"][0]["aware_s"], at("2026-09-20T13:00:00Z"));
    again.task.abort();
}

/// What is decided about the next flight of an aircraft that is expected and does not come; the airline starts again on the way.
async fn decided(restarts: bool) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = FakeCloud::start().await.expect("a port");
    let mut stage = Stage::configured(folder.path(), fake, "2026-09-20T13:00:00Z", true).await;
    let onward = "KU300,2026-09-20,BOS,ORD,2026-09-20T18:00:00Z,2026-09-20T20:30:00Z,N1\n";
    stage.deliver("table", &format!("{SCHEDULE}{onward}")).await;
    let seat = "GHI789,First Passenger,+15550100001,KU300,2026-09-20,BOS,en,\n";
    stage.deliver("bookings", &format!("{}\n{seat}", PEOPLE.lines().next().expect("a head"))).await;
    stage.now("2026-09-20T15:02:00Z");
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nAD201500/201510 EA201730 BOS\n").await;
    for now in ["2026-09-20T17:33:00Z", "2026-09-20T17:44:00Z", "2026-09-20T18:09:00Z"] {
        stage.now(now);
        stage.deliver("telex", &format!("nothing at {now}\n")).await;
        if restarts {
            stage.task.abort();
            stage = Stage::configured(folder.path(), stage.fake, now, true).await;
        }
    }
    let path = "/decisions?leg=KU300/2026-09-20/BOS";
    let mut all = stage.call(Method::GET, path, STAFF, Vec::new()).await.1["decisions"].take();
    stage.task.abort();
    let all = all.as_array_mut().expect("decisions");
    all.iter().map(|one| json!([one["at"], one["verdict"], one["rule"], one["reason"]])).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restart_it_thinks_of_a_flight_when_it_would_have_without() {
    let straight = decided(false).await;
    assert!(straight.len() > 8, "{straight:?}");
    assert_eq!(decided(true).await, straight);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_passenger_chooses_another_flight_asks_for_her_rights_and_talks() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    stage.deliver("telex", "ASM\nUTC\nCNL\nKU100/20SEP26 ORDBOS\n").await;
    stage.until_messages(2).await;
    assert_eq!(stage.templates(), ["flight_cancelled", "flight_cancelled"]);
    let leg = "KU100/2026-09-20/ORD";
    let button = |word: &str| json!({ "type": "button", "button": { "payload": format!("{word} {leg}"), "text": "x" } });
    stage.tap("wamid.1", button("rebook")).await;
    stage.tap("wamid.2", button("rights")).await;
    stage.until_messages(4).await;
    let other = format!("take {leg} KU102/2026-09-20/ORD");
    let (list, rights) = stage.fake.with(|seen| {
        (
            seen.messages["answer/wamid.1"].clone(),
            seen.messages["answer/wamid.2"]["text"]["body"].clone(),
        )
    });
    assert_eq!(
        list["interactive"]["action"]["sections"][0]["rows"][0]["id"],
        other.as_str(),
        "{list}"
    );
    assert!(rights.as_str().expect("a text").contains("Your money back"), "{rights}");
    let chosen = json!({ "type": "interactive", "interactive": { "type": "list_reply",
        "list_reply": { "id": other, "title": "KU 102", "description": "x" } } });
    stage.tap("wamid.3", chosen).await;
    stage.tap("wamid.4", button("talk")).await;
    stage.until_messages(6).await;
    let open = stage.status().await["conversations"].clone();
    let kinds: Vec<&str> =
        open.as_array().expect("a list").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, ["choice", "talk"]);
    let id = open[0]["id"].as_i64().expect("an id");
    assert_eq!(
        stage.call(Method::POST, &format!("/conversations/{id}/close"), STAFF, Vec::new()).await.0,
        200
    );
    assert_eq!(
        stage.call(Method::POST, &format!("/conversations/{id}/close"), STAFF, Vec::new()).await.0,
        404
    );
    // It flies after all: said in so many words.
    stage.deliver("telex", "ASM\nUTC\nRIN\nKU100/20SEP26\n").await;
    stage.until_messages(8).await;
    assert_eq!(stage.templates().iter().filter(|name| *name == "flight_back").count(), 2);
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_did_not_arrive_and_is_no_longer_true_is_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nED201545\n").await;
    stage.until_messages(2).await;
    let delivered = stage.fake.with(|seen| {
        let (key, _) = seen.messages.iter().find(|(_, m)| m["to"] == "15550100002").expect("his");
        format!("wamid.{key}")
    });
    stage
        .webhook(&json!({ "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "1", "phone_number_id": "55" },
            "statuses": [{ "id": delivered, "status": "delivered", "timestamp": "1758373300", "recipient_id": "15550100002" }] }))
        .await;
    stage.now("2026-09-20T13:20:00Z");
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nED201650\n").await;
    stage.until_messages(4).await;
    let wait = async {
        while stage.fake.with(|seen| seen.recalled.is_empty()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, wait).await.expect("it is taken back");
    let recalled = stage.fake.with(|seen| seen.recalled.clone());
    assert_eq!(recalled.len(), 1, "only what has not arrived: {recalled:?}");
    assert!(recalled[0].contains("15550100001"), "{recalled:?}");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_deliveries_are_counted_and_explained_and_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    stage.deliver("telex", ".BOSOOXX 201320\nMVT\nKU100/20.N1.ORD\nED201545\n").await;
    stage.until_messages(2).await;
    for (source, body, reason) in [
        ("telex", "no telex at all", "not_understood"),
        ("telex", ".BOSOOXX 201310\nMVT\nKU100/20.N1.ORD\nED201800\n", "overtaken"),
        ("telex", "MVT\nZZ999/20.N1.ORD\nED201800\n", "unknown_flight"),
        ("aidx", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", "doctype"),
        ("aidx", "<a><b>", "not_understood"),
        ("json", "{\"flights\": [", "not_understood"),
        ("aeroapi", " ", "empty"),
        ("table", "a,b\n1,2\n", "not_understood"),
        ("bookings", "record_locator,name,flight,date\nX,Y,KU100,2026-09-20\n", "no_address"),
        ("names", "PNL\nKU100/20SEP ORD PART1\n1X/YMR .L/QQQ111\n", "no_address"),
    ] {
        let taken = stage.deliver(source, body).await;
        let reasons = taken["faults"].to_string();
        assert!(reasons.contains(reason), "{source} {body}: {taken}");
    }
    let status = stage.status().await;
    assert_eq!((&status["legs"], &status["seats"]), (&json!(4), &json!(3)), "{status}");
    let page = Request::new(Method::GET, format!("http://{}/?token={STAFF}", stage.addr));
    let page = stage.client.request(page).await.expect("a page");
    let page = String::from_utf8(page.body.to_vec()).expect("text");
    for part in ["<svg", "unknown_flight", "overtaken", "younger news", "doctype", "R1"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script"));
    assert_eq!(stage.fake.with(|seen| seen.messages.len()), 2, "nothing was said twice");
    for (path, token) in [("/", "guess"), ("/status", SOURCE), ("/proof?leg=x", "")] {
        assert_eq!(stage.call(Method::GET, path, token, Vec::new()).await.0, 401, "{path}");
    }
    assert_eq!(stage.call(Method::POST, "/in/telex", STAFF, b"MVT".to_vec()).await.0, 401);
    assert_eq!(stage.call(Method::POST, "/in/smoke", SOURCE, b"MVT".to_vec()).await.0, 404);
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passengers_are_forgotten_a_day_after_landing_and_their_names_are_in_no_delivery() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    let list = "PNL\nKU102/20SEP ORD PART1\n1FAMILY/NINEMRS .L/XYZ789\n.R/CTCM HK1/15550100009\n.R/DOCS HK1/P/USA/X1234567\nENDPNL\n";
    stage.deliver("telex", list).await;
    let stored = std::fs::read(folder.path().join("desk.db")).expect("a file");
    let log = std::fs::read(folder.path().join("desk.db-wal")).unwrap_or_default();
    let holds = |text: &str| {
        [&stored, &log].iter().any(|bytes| bytes.windows(text.len()).any(|w| w == text.as_bytes()))
    };
    assert!(!holds("X1234567") && !holds("NINEMRS .L"), "no document and no raw list");
    assert_eq!(stage.status().await["seats"], 4);
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nAD201500/201510 EA201720 BOS\n").await;
    stage.deliver("telex", "MVT\nKU100/20.N1.BOS\nAA201715/201725\n").await;
    stage.now("2026-09-21T17:27:00Z");
    let wait = async {
        while stage.status().await["seats"] != 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(SOON, wait).await.expect("they are forgotten");
    stage.task.abort();
}

/// Answers as the staff.
async fn answered(stage: &Stage, id: i64, (body, key): (&Value, &str)) -> (u16, Value) {
    let address = format!("http://{}/conversations/{id}/answer", stage.addr);
    let mut request = Request::post(address, body.to_string());
    for (name, value) in [
        ("authorization", format!("Bearer {STAFF}")),
        ("idempotency-key", key.to_owned()),
        ("content-type", "application/json".to_owned()),
    ] {
        request.headers.insert(
            HeaderName::from_bytes(name.as_bytes()).expect("a name"),
            value.parse().expect("a value"),
        );
    }
    let answer = stage.client.request(request).await.expect("an answer");
    (answer.status.as_u16(), serde_json::from_slice::<Value>(&answer.body).expect("JSON"))
}

/// The newest two messages, once the staff's answer is among them and sent.
async fn sent(stage: &Stage, id: i64) -> Value {
    let path = format!("/conversations/{id}?limit=2");
    loop {
        let page = stage.call(Method::GET, &path, STAFF, Vec::new()).await.1;
        let mut messages = page["messages"].as_array().expect("messages").iter();
        if messages.any(|one| one["who"] == "staff" && one["state"] == "sent") {
            return page;
        }
    }
}

/// The whole conversation, read two messages at a time from its end.
async fn transcript(stage: &Stage, id: i64) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = Some(String::new());
    while let Some(before) = next {
        let before = if before.is_empty() { before } else { format!("&before={before}") };
        let path = format!("/conversations/{id}?limit=2{before}");
        let page = stage.call(Method::GET, &path, STAFF, Vec::new()).await.1;
        let part = page["messages"].as_array().expect("messages").iter();
        let text = |one: &Value| {
            let member = |name: &str| one[name].as_str().unwrap_or("").to_owned();
            format!("{}: {}", member("who"), member("text"))
        };
        texts.splice(0..0, part.map(text).collect::<Vec<String>>());
        next = page["earlier"].as_str().map(str::to_owned);
    }
    texts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_staff_reads_a_conversation_answers_it_once_and_closes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nED201545\n").await;
    stage.until_messages(2).await;
    let leg = "KU100/2026-09-20/ORD";
    let talk =
        json!({ "type": "button", "button": { "payload": format!("talk {leg}"), "text": "x" } });
    stage.tap("wamid.1", talk).await;
    stage.until_messages(3).await;
    let wrote = |text: &str| json!({ "type": "text", "text": { "body": text } });
    stage.tap("wamid.2", wrote("I have a wheelchair")).await;
    stage.tap("wamid.3", wrote("and two bags")).await;
    let get = async |path: &str| stage.call(Method::GET, path, STAFF, Vec::new()).await;
    let open = get("/conversations").await.1;
    assert_eq!(
        open["conversations"].as_array().map(Vec::len),
        Some(1),
        "one, whatever she writes: {open}"
    );
    let id = open["conversations"][0]["id"].as_i64().expect("an id");
    assert_eq!((&open["conversations"][0]["leg"], &open["after"]), (&json!(leg), &Value::Null));

    let say = async |body: &Value, key: &str| answered(&stage, id, (body, key)).await;
    let help = json!({ "text": "Somebody waits for you at gate B12." });
    let first = say(&help, "k1").await;
    assert_eq!((first.0, &first.1["state"]), (200, &json!("pending")));
    assert_eq!(say(&help, "k1").await, first, "repeated, it is said once");
    assert_eq!(say(&json!({ "text": "another" }), "k1").await.0, 409);
    assert_eq!(say(&json!({ "text": " " }), "k2").await.0, 400);
    stage.until_messages(4).await;
    let said = stage
        .fake
        .with(|seen| seen.messages.values().filter(|m| m["text"]["body"] == help["text"]).count());
    assert_eq!(said, 1);

    let page = tokio::time::timeout(SOON, sent(&stage, id)).await.expect("it is sent");
    let texts = transcript(&stage, id).await;
    let ends: Vec<bool> = [
        ("passenger: ", ""),
        ("passenger: ", "I have a wheelchair"),
        ("passenger: ", "and two bags"),
        ("airline: ", "We are here"),
        ("airline: Your flight KU 100", "10:45 AM"),
        ("staff: ", "gate B12"),
    ]
    .iter()
    .map(|(who, part)| texts.iter().any(|text| text.starts_with(who) && text.contains(part)))
    .collect();
    assert!(ends.iter().all(|found| *found), "{ends:?} {texts:?}");
    assert_eq!(texts.len(), 6, "every message once: {texts:?}");
    assert!(page["earlier"].is_string());

    assert_eq!(
        stage.call(Method::POST, &format!("/conversations/{id}/close"), STAFF, Vec::new()).await.0,
        200
    );
    assert_eq!(get("/conversations").await.1["conversations"], json!([]));
    assert_eq!(get("/conversations?state=closed&limit=1").await.1["conversations"][0]["id"], id);
    assert_eq!(say(&help, "k3").await.0, 404, "closed");
    assert_eq!(say(&help, "k1").await.0, 200, "what was said stays said");
    for (path, status) in [
        ("/conversations/99", 404),
        ("/conversations?state=odd", 400),
        (&format!("/conversations/{id}?before=x"), 400),
    ] {
        assert_eq!(get(path).await.0, status, "{path}");
    }
    assert_eq!(stage.call(Method::GET, "/conversations", SOURCE, Vec::new()).await.0, 401);
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_whom_the_server_takes_nothing_for_keeps_nobody_else_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    stage.fake.slow_down(Some("15550100001"));
    stage.tap("wamid.1", json!({ "type": "text", "text": { "body": "Hello" } })).await;
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nED201545\n").await;
    let told = stage.until_messages(1).await;
    assert_eq!(told[0]["to"], "15550100002");
    let open = stage.call(Method::GET, "/conversations", STAFF, Vec::new()).await.1;
    let id = open["conversations"][0]["id"].as_i64().expect("an id");
    assert_eq!(answered(&stage, id, (&json!({ "text": "Hello!" }), "k1")).await.0, 200);
    stage.now("2026-09-20T13:30:00Z");
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nED201730\n").await;
    let told = stage.until_messages(2).await;
    assert!(told.iter().all(|message| message["to"] == "15550100002"), "{told:?}");

    stage.fake.slow_down(None);
    // Her notice of now, her connection, and the answer of the staff.
    let all = stage.until_messages(5).await;
    assert_eq!(all.iter().filter(|message| message["to"] == "15550100001").count(), 3, "{all:?}");
    let texts = transcript(&stage, id).await;
    assert_eq!(texts.iter().filter(|text| text.starts_with("staff: ")).count(), 1, "{texts:?}");
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_gate_is_told_to_those_who_are_on_their_way_to_the_old_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    let gate = |gate: &str| {
        json!({ "flight": "KU100", "date": "2026-09-20", "from": "ORD", "gate": gate }).to_string()
    };
    stage.deliver("json", &gate("B12")).await;
    stage.deliver("json", &gate("C7")).await;
    let told = stage.until_messages(2).await;
    assert_eq!(stage.templates(), ["flight_gate", "flight_gate"], "one a number");
    assert!(
        told[0].to_string().contains("B12") && told[0].to_string().contains("C7"),
        "{}",
        told[0]
    );
    stage.deliver("telex", "MVT\nKU100/20.N1.ORD\nAD201445/201455 EA201720 BOS\n").await;
    stage.deliver("json", &gate("D1")).await;
    let decisions =
        stage.call(Method::GET, "/decisions?leg=KU100/2026-09-20/ORD", STAFF, Vec::new()).await.1;
    let last = &decisions["decisions"][0];
    assert_eq!(
        (&last["rule"], &last["passenger"]),
        (&json!("R5"), &json!("*")),
        "nothing after departure: {decisions}"
    );
    stage.task.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_a_day_after_landing_though_it_waited() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = staged(folder.path()).await;
    stage.fake.fail_next(u32::MAX);
    stage.deliver("telex", "ASM\nUTC\nCNL\nKU100/20SEP26 ORDBOS\n").await;
    assert_eq!(stage.status().await["pending"], 2, "the server is away");
    stage.now("2026-09-21T17:32:00Z");
    let wait = async { while stage.status().await["dropped"] != 2 {} };
    tokio::time::timeout(SOON, wait).await.expect("the reason to write is over");
    stage.fake.fail_next(0);
    stage.deliver("bookings", PEOPLE).await;
    assert_eq!(stage.status().await["seats"], 0, "who comes later is forgotten at once");
    stage.deliver("telex", "MVT\nKU102/20.N2.ORD\nED201900\n").await;
    assert_eq!(stage.status().await["pending"], 0);
    assert_eq!(stage.fake.with(|seen| seen.messages.len()), 0);
    stage.task.abort();
}

#[test]
fn a_configuration_without_secrets_or_with_unknown_members_is_refused() {
    for text in ["{}", "{\"base_url\":1}", "[]", "{\"surprise\":true}"] {
        let fault = DeskConfig::read(text).expect_err("refused");
        assert_eq!(fault.code(), "flights_configuration");
    }
}
