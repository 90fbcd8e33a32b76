//! A server on this machine that takes everything, for measuring the newsroom by itself.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::{Json, Router, extract::State, http::HeaderMap, routing::get, routing::post};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::measure::Place;
use crate::PressError;

#[derive(Default)]
struct Taken {
    templates: Vec<Value>,
    messages: HashMap<String, String>,
    by_reader: HashMap<String, u32>,
}

/// Takes every message; approves every template. It never calls the webhook.
pub struct StandIn {
    taken: Arc<Mutex<Taken>>,
    addresses: Vec<String>,
    tell: Box<dyn Fn(&str) + Send + Sync>,
    /// Where it listens.
    pub addr: SocketAddr,
}

type Shared = State<Arc<Mutex<Taken>>>;

impl StandIn {
    /// Starts it on a free port, with so many readers.
    pub async fn start(
        readers: usize,
        tell: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Self, PressError> {
        let addr = SocketAddr::from(([127, 0, 0, 1], 0));
        let refused = |source| PressError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(refused)?;
        let bound = listener.local_addr().map_err(refused)?;
        let taken = Arc::<Mutex<Taken>>::default();
        let router = Router::new()
            .route("/v23.0/{business}/message_templates", get(list).post(create))
            .route("/v23.0/{business}/subscribed_apps", post(subscribe))
            .route("/v23.0/{phone}/messages", post(send))
            .with_state(Arc::clone(&taken));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let addresses = (0..readers).map(|number| format!("999{number:012}")).collect();
        Ok(Self { taken, addresses, tell: Box::new(tell), addr: bound })
    }

    /// Its readers.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }
}

impl Place for StandIn {
    async fn now_s(&self) -> Result<i64, PressError> {
        // A Wednesday in November of 2026, at midnight.
        Ok(1_795_564_800)
    }

    async fn move_clock(&self, _to_s: i64) -> Result<(), PressError> {
        Ok(())
    }

    async fn arrived(&self) -> Result<Vec<u32>, PressError> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |address| taken.by_reader.get(address).copied().unwrap_or(0);
        Ok(self.addresses.iter().map(count).collect())
    }

    fn tell(&self, words: &str) {
        (self.tell)(words);
    }
}

async fn list(State(taken): Shared) -> Json<Value> {
    let taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
    Json(json!({ "data": taken.templates, "paging": {} }))
}

async fn create(State(taken): Shared, Json(mut body): Json<Value>) -> Json<Value> {
    if let Some(body) = body.as_object_mut() {
        body.insert("id".to_owned(), json!("1"));
        body.insert("status".to_owned(), json!("APPROVED"));
    }
    taken.lock().unwrap_or_else(PoisonError::into_inner).templates.push(body);
    Json(json!({ "id": "1", "status": "APPROVED", "category": "MARKETING" }))
}

async fn subscribe() -> Json<Value> {
    Json(json!({ "success": true }))
}

async fn send(State(taken): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Json<Value> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    let key = key.unwrap_or_default().to_owned();
    let to = body.get("to").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
    let next = format!("wamid.{}", taken.messages.len());
    let is_new = !taken.messages.contains_key(&key);
    let id = taken.messages.entry(key).or_insert(next).clone();
    if is_new {
        *taken.by_reader.entry(to).or_default() += 1;
    }
    Json(json!({ "messaging_product": "whatsapp", "contacts": [], "messages": [{ "id": id }] }))
}
