//! A small Cloud API on loopback that remembers what it was asked and can misbehave: for what the real one is not asked to do, as
//! falling silent in the middle of an answer. Its sender is 55, its business 77.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

/// What it remembers.
#[derive(Debug, Default)]
pub struct Seen {
    /// Messages by idempotency key.
    pub messages: BTreeMap<String, Value>,
    /// Calls with a known key but another body.
    pub conflicts: Vec<String>,
    /// Ids marked as read.
    pub read: Vec<String>,
    /// Callback of the webhook.
    pub callback: Option<String>,
    /// Ids of messages taken back.
    pub recalled: Vec<String>,
    /// Sizes of pictures by idempotency key.
    pub pictures: BTreeMap<String, usize>,
    /// All calls for messages, repeats included.
    pub calls: u64,
    templates: Vec<Value>,
    fail_next: u32,
    are_templates_held: bool,
    refuse: Option<String>,
    slow_down: Option<String>,
    answers_left: Option<u32>,
}

/// The server; cheap to clone.
#[derive(Debug, Clone)]
pub struct FakeCloud {
    seen: Arc<Mutex<Seen>>,
    stuck: watch::Sender<bool>,
    /// Where it listens.
    pub addr: SocketAddr,
}

impl FakeCloud {
    /// Starts it on a free port.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let fake = Self { seen: Arc::default(), stuck: watch::channel(false).0, addr };
        let router = Router::new()
            .route("/v23.0/77/message_templates", get(list).post(create))
            .route("/v23.0/77/subscribed_apps", post(subscribe))
            .route("/v23.0/55/messages", post(send))
            .route("/v23.0/55/media", post(upload))
            .route("/v23.0/{message}/recall", post(recall))
            .with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(fake)
    }

    /// Looks at what it remembers.
    pub fn with<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers 503 to so many calls.
    pub fn fail_next(&self, calls: u32) {
        self.with(|seen| seen.fail_next = calls);
    }

    /// Whether templates wait for their review: messages made of one are refused as of a template that does not exist.
    pub fn hold_templates(&self, are_held: bool) {
        self.with(|seen| seen.are_templates_held = are_held);
    }

    /// Refuses every message to this address for good.
    pub fn refuse(&self, to: &str) {
        self.with(|seen| seen.refuse = Some(to.to_owned()));
    }

    /// Takes nothing for this address for now, or for none.
    pub fn slow_down(&self, to: Option<&str>) {
        self.with(|seen| seen.slow_down = to.map(str::to_owned));
    }

    /// Answers so many messages; the next one is taken and never answered.
    pub fn get_stuck_after(&self, answers: u32) {
        self.stuck.send_replace(false);
        self.with(|seen| seen.answers_left = Some(answers));
    }

    /// Behaves again.
    pub fn recover(&self) {
        self.with(|seen| seen.answers_left = None);
        self.stuck.send_replace(false);
    }

    /// Waits until it has taken a message without answering.
    pub async fn stuck(&self) {
        // The sender lives in this value, so that waiting never fails.
        self.stuck.subscribe().wait_for(|stuck| *stuck).await.ok();
    }

    fn is_stuck_now(&self) -> bool {
        let stuck = self.with(|seen| match &mut seen.answers_left {
            None => false,
            Some(0) => true,
            Some(left) => {
                *left -= 1;
                false
            }
        });
        if stuck {
            self.stuck.send_replace(true);
        }
        stuck
    }
}

async fn list(State(fake): State<FakeCloud>) -> Json<Value> {
    Json(json!({ "data": fake.with(|seen| seen.templates.clone()), "paging": {} }))
}

async fn create(State(fake): State<FakeCloud>, Json(mut body): Json<Value>) -> Json<Value> {
    body["id"] = json!("1");
    body["status"] = json!("APPROVED");
    let category = body["category"].clone();
    fake.with(|seen| seen.templates.push(body));
    Json(json!({ "id": "1", "status": "APPROVED", "category": category }))
}

async fn subscribe(State(fake): State<FakeCloud>, Json(body): Json<Value>) -> Json<Value> {
    fake.with(|seen| seen.callback = body["override_callback_uri"].as_str().map(str::to_owned));
    Json(json!({ "success": true }))
}

async fn recall(State(fake): State<FakeCloud>, Path(message): Path<String>) -> Json<Value> {
    fake.with(|seen| seen.recalled.push(message));
    Json(json!({ "success": true }))
}

async fn upload(State(fake): State<FakeCloud>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or("none");
    let id = fake.with(|seen| {
        seen.pictures.insert(key.to_owned(), body.len());
        seen.pictures.len()
    });
    Json(json!({ "id": id.to_string() }))
}

fn error(status: StatusCode, code: u32, is_transient: bool) -> (StatusCode, Json<Value>) {
    let body = json!({ "error": { "message": "refused", "type": "OAuthException", "code": code,
        "is_transient": is_transient, "fbtrace_id": "A" } });
    (status, Json(body))
}

async fn send(
    State(fake): State<FakeCloud>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    if body["status"] == "read" {
        let id = body["message_id"].as_str().unwrap_or_default().to_owned();
        fake.with(|seen| seen.read.push(id));
        return (StatusCode::OK, Json(json!({ "success": true })));
    }
    let fails = fake.with(|seen| {
        seen.calls += 1;
        let fails = seen.fail_next > 0;
        seen.fail_next = seen.fail_next.saturating_sub(1);
        fails
    });
    if fails {
        return error(StatusCode::SERVICE_UNAVAILABLE, 131_016, true);
    }
    if fake.with(|seen| seen.refuse.as_deref() == body["to"].as_str()) {
        return error(StatusCode::BAD_REQUEST, 131_026, false);
    }
    if fake
        .with(|seen| seen.slow_down.is_some() && seen.slow_down.as_deref() == body["to"].as_str())
    {
        return error(StatusCode::BAD_REQUEST, 131_056, true);
    }
    if body["type"] == "template" && fake.with(|seen| seen.are_templates_held) {
        return error(StatusCode::NOT_FOUND, 132_001, false);
    }
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .unwrap_or("none")
        .to_owned();
    let id = format!("wamid.{key}");
    fake.with(|seen| match seen.messages.get(&key) {
        Some(known) if *known != body => seen.conflicts.push(key),
        Some(_) => {}
        None => {
            seen.messages.insert(key, body);
        }
    });
    if fake.is_stuck_now() {
        std::future::pending::<()>().await;
    }
    (
        StatusCode::OK,
        Json(
            json!({ "messaging_product": "whatsapp", "contacts": [], "messages": [{ "id": id }] }),
        ),
    )
}
