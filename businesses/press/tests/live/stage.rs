//! A newsroom with a small Cloud API, a source, and a clock.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use kurier_egress::{Client, HeaderName, HeaderValue, Policy, Request, Response};
use kurier_press::live::{Newsroom, PressConfig, SourceConfig, Status, StatusHandle, World};
use kurier_wire::signature;
use serde_json::{Value, json};
use testkit_services::fake_cloud::FakeCloud;
use tokio::{net::TcpListener, task::JoinHandle};

pub(crate) const SOON: Duration = Duration::from_secs(30);
pub(crate) const READER: &str = "999000000000001";
/// Seven in the morning in Berlin, minus ten minutes.
pub(crate) const BEFORE_SEVEN: i64 = 1_795_672_200;

#[derive(Clone, Default)]
pub(crate) struct Site(
    Arc<Mutex<(u16, Vec<u8>)>>,
    pub(crate) Arc<Mutex<String>>,
    Arc<Mutex<Followed>>,
);

/// What it was asked and told as followers, who are told apart by `me` in their address.
#[derive(Default)]
struct Followed {
    /// Who, and the mode.
    asked: Vec<(String, String)>,
    /// Who, the signature and the body.
    told: Vec<(String, String, String)>,
}

fn who(query: &BTreeMap<String, String>) -> String {
    query.get("me").cloned().unwrap_or_default()
}

/// Says that it meant it, whatever it is asked; but for `stranger`, who says something else.
async fn confirm(
    State(site): State<Site>,
    Query(query): Query<BTreeMap<String, String>>,
) -> String {
    let (who, mode) = (who(&query), query.get("hub.mode").cloned().unwrap_or_default());
    let is_meant = who != "stranger";
    site.2.lock().expect("no test panicked inside").asked.push((who, mode));
    let challenge = query.get("hub.challenge").cloned().unwrap_or_default();
    if is_meant { challenge } else { format!("not {challenge}") }
}

async fn be_told(
    State(site): State<Site>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let signature = headers.get("x-hub-signature").and_then(|value| value.to_str().ok());
    let told = (who(&query), signature.unwrap_or_default().to_owned(), body);
    site.2.lock().expect("no test panicked inside").told.push(told);
    StatusCode::OK
}

async fn take_wish(State(site): State<Site>, body: String) -> StatusCode {
    *site.1.lock().expect("no test panicked inside") = body;
    StatusCode::ACCEPTED
}

async fn serve_site(State(site): State<Site>) -> (StatusCode, Vec<u8>) {
    let (status, body) = site.0.lock().expect("no test panicked inside").clone();
    (StatusCode::from_u16(status).expect("a status"), body)
}

impl Site {
    /// Waits until it was asked as a follower.
    pub(crate) async fn asked(&self, who: &str, mode: &str) {
        let wanted = (who.to_owned(), mode.to_owned());
        let wait = async {
            while !self.2.lock().expect("no test panicked inside").asked.contains(&wanted) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("it is asked in time");
    }

    /// What one of the followers was told: signatures and bodies.
    pub(crate) fn was_told(&self, who: &str) -> Vec<(String, String)> {
        let followed = self.2.lock().expect("no test panicked inside");
        let of_who = followed.told.iter().filter(|(it, _, _)| it == who);
        of_who.map(|(_, signature, body)| (signature.clone(), body.clone())).collect()
    }

    /// Waits until one of the followers was told so often, and gives the last.
    pub(crate) async fn told(&self, who: &str, times: usize) -> (String, String) {
        let wait = async {
            loop {
                let told = self.was_told(who);
                match told.get(times - 1) {
                    Some(last) => return last.clone(),
                    None => tokio::task::yield_now().await,
                }
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("it is told in time")
    }

    pub(crate) fn show(&self, status: u16, body: &[u8]) {
        *self.0.lock().expect("no test panicked inside") = (status, body.to_vec());
    }
}

pub(crate) fn rss(items: &[(&str, &str)]) -> Vec<u8> {
    let item = |(id, title): &(&str, &str)| {
        format!(
            "<item><guid>{id}</guid><title>{title}</title><link>https://news.example/{id}</link><description>Text of {title}.</description></item>"
        )
    };
    format!(
        "<rss version=\"2.0\"><channel><title>Town</title>{}</channel></rss>",
        items.iter().map(item).collect::<String>()
    )
    .into_bytes()
}

pub(crate) struct Stage {
    pub(crate) fake: FakeCloud,
    pub(crate) site: Site,
    pub(crate) clock: Arc<AtomicI64>,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) config: PressConfig,
    pub(crate) status: StatusHandle,
    pub(crate) addr: SocketAddr,
    pub(crate) task: JoinHandle<()>,
}

fn world(clock: &Arc<AtomicI64>) -> World {
    let (clock, number) = (Arc::clone(clock), AtomicI64::new(0));
    World {
        now_s: Arc::new(move || clock.load(Ordering::Relaxed)),
        random: Arc::new(move || number.fetch_add(1, Ordering::Relaxed).unsigned_abs()),
    }
}

pub(crate) async fn launch(
    config: PressConfig,
    clock: &Arc<AtomicI64>,
) -> (StatusHandle, SocketAddr, JoinHandle<()>) {
    let newsroom = Newsroom::start(config, world(clock)).await.expect("it starts");
    let (status, addr) = (newsroom.status(), newsroom.local_addr());
    let task =
        tokio::spawn(async move { newsroom.run(std::future::pending()).await.expect("it runs") });
    (status, addr, task)
}

impl Stage {
    pub(crate) async fn set(body: &[u8]) -> Self {
        let (fake, site) = (FakeCloud::start().await.expect("a port"), Site::default());
        site.show(200, body);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let router = Router::new()
            .route("/feed", get(serve_site))
            .route("/hub", post(take_wish))
            .route("/follow", get(confirm).post(be_told))
            .with_state(site.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let folder = tempfile::tempdir().expect("a folder");
        let config = PressConfig {
            sources: vec![SourceConfig { url: format!("http://{at}/feed"), topic: "Town".into() }],
            zone: "Europe/Berlin".into(),
            listmonk_password: Some("letters".into()),
            ..PressConfig::of_loopback(&format!("http://{}", fake.addr), &database(folder.path()))
        };
        let clock = Arc::new(AtomicI64::new(BEFORE_SEVEN));
        let (status, addr, task) = launch(config.clone(), &clock).await;
        let stage = Self { fake, site, clock, folder, config, status, addr, task };
        stage.until(|now| now.sources.iter().any(|source| source.asked_s.is_some())).await;
        stage
    }

    pub(crate) async fn until(&self, is_so: impl Fn(&Status) -> bool) -> Status {
        let wait = async {
            loop {
                let now = self.status.snapshot().await.expect("a snapshot");
                if is_so(&now) {
                    return now;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("it happens in time")
    }

    pub(crate) fn forward(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The source shows this, and is asked for it.
    pub(crate) async fn publish(&self, after_s: i64, body: &[u8]) {
        self.site.show(200, body);
        let before = self.clock.load(Ordering::Relaxed);
        self.forward(after_s);
        self.until(|now| now.sources.iter().all(|source| source.asked_s > Some(before))).await;
    }

    pub(crate) async fn webhook(&self, value: Value) {
        let body = json!({ "object": "whatsapp_business_account", "entry": [{ "id": "77", "changes": [value] }] }).to_string();
        for _ in 0..2 {
            let mut request = Request::post(format!("http://{}/webhook", self.addr), body.clone());
            let signed = HeaderValue::from_str(&signature::sign("app secret", body.as_bytes()))
                .expect("hex");
            request.headers.insert(HeaderName::from_static("x-hub-signature-256"), signed);
            assert_eq!(client().request(request).await.expect("an answer").status.as_u16(), 200);
        }
    }

    pub(crate) async fn allow(&self) {
        self.allow_all(&[READER.to_owned()]).await;
    }

    pub(crate) async fn allow_all(&self, readers: &[String]) {
        self.preferences(readers, "resume", 1).await;
    }

    /// She changes her mind about news, at the server.
    pub(crate) async fn prefer(&self, value: &str, timestamp: i64) {
        self.preferences(&[READER.to_owned()], value, timestamp).await;
    }

    async fn preferences(&self, readers: &[String], value: &str, timestamp: i64) {
        let preference = |wa_id: &String| json!({ "wa_id": wa_id, "detail": "", "category": "marketing_messages", "value": value, "timestamp": timestamp });
        let all: Vec<Value> = readers.iter().map(preference).collect();
        self.webhook(
            json!({ "field": "user_preferences", "value": { "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "1", "phone_number_id": "55" }, "contacts": [],
            "user_preferences": all } }),
        )
        .await;
    }

    pub(crate) async fn say(&self, id: &str, what: Value) {
        let mut message = json!({ "from": READER, "id": id, "timestamp": "1" });
        message
            .as_object_mut()
            .expect("an object")
            .extend(what.as_object().expect("an object").clone());
        self.webhook(json!({ "field": "messages", "value": { "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "1", "phone_number_id": "55" },
            "contacts": [{ "profile": { "name": "A" }, "wa_id": READER }], "messages": [message] } }))
            .await;
    }

    pub(crate) async fn message(&self, key: &str) -> Value {
        let wait = async {
            loop {
                if let Some(found) = self.fake.with(|seen| seen.messages.get(key).cloned()) {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, wait).await.unwrap_or_else(|_| {
            panic!("{key} of {:?}", self.fake.with(|seen| seen.messages.clone()))
        })
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        client()
            .request(Request::get(format!("http://{}{path}", self.addr)))
            .await
            .expect("an answer")
    }

    pub(crate) async fn post(&self, path: &str, user: &str, body: impl Into<Vec<u8>>) -> u16 {
        use base64::Engine;
        let mut request = Request::post(format!("http://{}{path}", self.addr), body.into());
        let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(user));
        request.headers.insert(
            HeaderName::from_static("authorization"),
            HeaderValue::from_str(&basic).expect("text"),
        );
        client().request(request).await.expect("an answer").status.as_u16()
    }
}

fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("press.db")
}

pub(crate) fn client() -> Client {
    Client::new(Policy { max_body: 1024 * 1024, ..Policy::loopback() }).expect("a client")
}
