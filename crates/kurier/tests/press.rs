//! The newsroom and its commands against the real server: what a person's chat shows.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use testkit::{Caller, FakePerson, KurierProcess, ProcessOptions, within};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

const FIRST: &str = "<item><guid>1</guid><title>Bridge closed until May</title><link>https://news.example/1</link>\
    <description>The bridge is closed.</description></item>";
const SECOND: &str = "<item><guid>2</guid><title>School opens on Monday</title><link>https://news.example/2</link>\
    <description>All pupils come back.</description></item>";

/// A source on this machine.
async fn source() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let feed =
        format!("<rss version=\"2.0\"><channel><title>Town</title>{FIRST}{SECOND}</channel></rss>");
    let router = Router::new().route("/feed", get(move || async move { feed }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{addr}/feed")
}

fn configure(kurier: &KurierProcess, dir: &Path, feed: &str) {
    let config = json!({
        "newsroom": "The Evening Paper", "base_url": kurier.base, "token": kurier.seeded("/token").unwrap(),
        "phone_id": kurier.seeded("/phone_id").unwrap(), "waba_id": kurier.seeded("/waba_id").unwrap(),
        "app_secret": kurier.seeded("/app_secret").unwrap(), "verify_token": kurier.seeded("/verify_token").unwrap(),
        "listen": "127.0.0.1:0", "database": dir.join("press.db"), "editor_password": "editor's own",
        "zone": "Europe/Berlin", "rhythm": { "every": "instant" }, "quiet": [0, 0], "loopback": true, "first_is_news": true,
        "sources": [{ "url": feed, "topic": "Town" }],
    });
    std::fs::write(dir.join("press.json"), config.to_string()).unwrap();
}

fn press(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kurier"));
    command.arg("press").args(words).arg("--config").arg(dir.join("press.json"));
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Approves what the newsroom submits, until it has all.
async fn review(operator: &Caller, waba_id: &str) {
    let path = format!("/console/v1/businesses/{waba_id}/templates");
    let mut approved = 0;
    while approved < kurier_press::talk::templates().len() {
        let page = operator.get(&path).await.unwrap().json;
        for template in page["data"].as_array().into_iter().flatten() {
            let name = template["name"].as_str().unwrap();
            if name.starts_with("press_") && template["status"] == json!("PENDING") {
                let id = template["id"].as_str().unwrap();
                let path = format!("/console/v1/templates/{id}/review");
                operator.post(&path, &json!({ "status": "APPROVED" })).await.unwrap().ok().unwrap();
                approved += 1;
            }
        }
    }
}

struct Town {
    _kurier: KurierProcess,
    operator: Caller,
    dir: tempfile::TempDir,
    _newsroom: Child,
    person: String,
    phone: FakePerson,
    session: Caller,
}

const NUMBER: &str = "+491701234567";

impl Town {
    async fn settle() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
        let kurier = KurierProcess::start(options).await.unwrap();
        let operator =
            Caller::new(&kurier.base, kurier.seeded("/operator_token").unwrap()).unwrap();
        let feed = source().await;
        configure(&kurier, dir.path(), &feed);
        let log = std::fs::File::create(dir.path().join("press.log")).unwrap();
        let newsroom = press(dir.path(), &["run"]).stderr(log).spawn().unwrap();
        // Its templates come after its webhook: from then on it hears everything.
        let review = review(&operator, kurier.seeded("/waba_id").unwrap());
        within("the templates", review).await.unwrap();
        let body = json!({ "name": "Reader", "language": "en", "phone": NUMBER });
        let made = operator.post("/sandbox/v1/people", &body).await.unwrap().ok().unwrap();
        let person = made["person_id"].as_str().unwrap().to_owned();
        let session = made["session"].as_str().unwrap();
        let mut phone = FakePerson::new(&kurier.base, session);
        phone.come_live().await.unwrap();
        let session = Caller::new(&kurier.base, session).unwrap();
        Self { _kurier: kurier, operator, dir, _newsroom: newsroom, person, phone, session }
    }

    /// Waits until her chat shows something of the business after a place that holds these words.
    async fn shows(&self, after: u64, words: &str) -> Value {
        let is_it = |entry: &Value| {
            entry["seq"].as_u64() > Some(after)
                && entry["kind"] == json!("from_business")
                && entry["content"].to_string().contains(words)
        };
        let waited = self.phone.wait_for(words, |shown| shown.entries.iter().any(is_it)).await;
        let log = std::fs::read_to_string(self.dir.path().join("press.log")).unwrap();
        let shown = waited.unwrap_or_else(|fault| panic!("{words:?}: {fault:#}: {log}"));
        shown.entries.iter().find(|entry| is_it(entry)).unwrap().clone()
    }

    /// The id by which the business knows a message of her chat.
    async fn wamid(&self, entry: &Value) -> String {
        let path = format!("/sandbox/v1/people/{}/messages?limit=100&peek=true", self.person);
        let page = self.operator.get(&path).await.unwrap().ok().unwrap();
        let mut all = page["entries"].as_array().unwrap().iter();
        all.find(|one| one["seq"] == entry["seq"]).unwrap()["wamid"].as_str().unwrap().to_owned()
    }

    async fn act(&self, what: &str, body: Value) -> u64 {
        let path = format!("/sandbox/v1/people/{}/{what}", self.person);
        self.operator.post(&path, &body).await.unwrap().ok().unwrap()["seq"].as_u64().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_imported_list_asks_and_nothing_more_and_a_yes_brings_the_news_to_the_chat() {
    let town = Town::settle().await;
    let list = town.dir.path().join("list.csv");
    let rows = "uuid,email,name,attributes,status\n1,a@x.example,A,\"{\"\"phone\"\": \"\"+491701234567\"\"}\",enabled\n\
        2,b@x.example,B,\"{\"\"phone\"\": \"\"+491701234568\"\"}\",blocklisted\n";
    std::fs::write(&list, rows).unwrap();
    let evidence = "Form on news.example, May 2026";
    let list = list.to_str().unwrap();
    let words = ["import", list, "--kind", "listmonk", "--evidence", evidence, "--json"];
    let mut import = press(town.dir.path(), &words);
    let ended = within("the import", import.output()).await.unwrap().unwrap();
    let report: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(
        (report["asked"].as_u64(), &report["left_out"]),
        (Some(1), &json!([["said no there", 1]]))
    );
    assert!(town.phone.shown().entries.is_empty(), "a list brings no message");
    let cards = town.session.get("/people/v1/cards").await.unwrap().ok().unwrap();
    let card = cards.pointer("/cards/0/id").and_then(Value::as_str);
    let card = card.unwrap_or_else(|| panic!("no card: {cards}, {report}"));
    let yes = format!("/people/v1/cards/{card}/accept");
    town.session.post(&yes, &json!({})).await.unwrap().ok().unwrap();

    let edition = town.shows(0, "press_edition_2").await;
    let body = edition.pointer("/content/body").and_then(Value::as_str).unwrap();
    assert!(body.contains("Bridge closed") && body.contains("The Evening Paper"), "{body}");
    let wamid = town.wamid(&edition).await;
    let at = town.act("tap", json!({ "message": wamid, "index": 0 })).await;
    let list = town.shows(at, "Which story?").await;
    let rows = list.pointer("/content/sections/0/rows").and_then(Value::as_array).unwrap();
    let bridge = rows.iter().find(|row| row.to_string().contains("Bridge")).unwrap();
    let at = town.act("tap", json!({ "id": bridge["id"] })).await;
    town.shows(at, "The bridge is closed.").await;
    let at = town.act("say", json!({ "text": "settings" })).await;
    town.shows(at, "Quiet hours").await;
    let at = town.act("tap", json!({ "id": "choose topics" })).await;
    town.shows(at, "topic Town").await;
    let at = town.act("tap", json!({ "id": "topic Town" })).await;
    town.shows(at, "It is set.").await;

    // The button ends the news; the word takes the permission back, and gives it again.
    let at = town.act("tap", json!({ "message": wamid, "index": 2 })).await;
    town.shows(at, "no more news").await;
    let at = town.act("say", json!({ "text": "Stop" })).await;
    town.shows(at, "Write Start").await;
    let at = town.act("say", json!({ "text": "Start" })).await;
    town.shows(at, "Good to have you").await;
}
