//! A webhook receiver: keeps raw bodies and what the signature check said.

use crate::latch::{Changes, within};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use kurier_wire::client::WebhookVerifier;
use kurier_wire::signature;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// One POST that came.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The exact bytes.
    pub raw: Bytes,
    /// The bytes as JSON.
    pub json: Value,
    /// `webhook-id`: the same for every delivery of one event.
    pub id: String,
    /// `X-Hub-Signature-256`.
    pub signature: String,
    /// All headers.
    pub headers: HeaderMap,
    /// Whether the signature fits the bytes and the secret.
    pub is_genuine: bool,
}

/// Listens until it is dropped.
pub struct FakeReceiver {
    /// Where webhooks are to go.
    pub url: String,
    /// What the subscription must give back in the handshake.
    pub verify_token: String,
    inner: Arc<Inner>,
    task: AbortHandle,
}

struct Inner {
    secret: String,
    verifier: WebhookVerifier,
    delivered: Mutex<Vec<Delivered>>,
    changes: Changes,
}

impl FakeReceiver {
    /// Listens on a free port of this machine; checks signatures with the app's secret.
    pub async fn start(app_secret: &str) -> anyhow::Result<Self> {
        let verify_token = "test-verify-token".to_owned();
        let inner = Arc::new(Inner {
            secret: app_secret.to_owned(),
            verifier: WebhookVerifier::new(app_secret, verify_token.clone()),
            delivered: Mutex::default(),
            changes: Changes::default(),
        });
        let routes = Router::new()
            .route("/webhook", get(handshake).post(take))
            .with_state(Arc::clone(&inner));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/webhook", listener.local_addr()?);
        let task = tokio::spawn(async move {
            // Ends when the receiver is dropped.
            drop(axum::serve(listener, routes).await);
        });
        Ok(Self { url, verify_token, inner, task: task.abort_handle() })
    }

    /// Everything that came so far.
    pub fn delivered(&self) -> Vec<Delivered> {
        self.inner.lock().clone()
    }

    /// Looks at everything that came so far without copying it.
    pub fn look<T>(&self, look: impl FnOnce(&[Delivered]) -> T) -> T {
        look(&self.inner.lock())
    }

    /// Waits until what came fulfils `is_enough`; answers it.
    pub async fn wait_for(
        &self,
        what: &str,
        is_enough: impl Fn(&[Delivered]) -> bool,
    ) -> anyhow::Result<Vec<Delivered>> {
        within(what, self.until(is_enough)).await?;
        Ok(self.delivered())
    }

    /// Returns when what came fulfils `is_enough`, whenever that is.
    pub async fn until(&self, is_enough: impl Fn(&[Delivered]) -> bool) {
        self.inner.changes.until(|| is_enough(&self.inner.lock())).await;
    }
}

impl Drop for FakeReceiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Vec<Delivered>> {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn handshake(
    State(inner): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
) -> Result<String, StatusCode> {
    let answer = inner.verifier.handshake(&query.unwrap_or_default());
    answer.ok_or(StatusCode::FORBIDDEN)
}

async fn take(State(inner): State<Arc<Inner>>, headers: HeaderMap, raw: Bytes) -> StatusCode {
    let header =
        |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let signature = header("x-hub-signature-256");
    let is_genuine = signature::verify(&inner.secret, &raw, &signature);
    let json = serde_json::from_slice(&raw).unwrap_or(Value::Null);
    let id = header("webhook-id");
    inner.lock().push(Delivered { raw, json, id, signature, headers, is_genuine });
    inner.changes.tell();
    StatusCode::OK
}

impl Delivered {
    /// Message id and status, if it is a status.
    pub fn status(&self) -> Option<(&str, &str)> {
        let status = self.json.pointer("/entry/0/changes/0/value/statuses/0")?;
        Some((status.get("id")?.as_str()?, status.get("status")?.as_str()?))
    }

    /// The message, if it is one.
    pub fn message(&self) -> Option<&Value> {
        self.json.pointer("/entry/0/changes/0/value/messages/0")
    }
}
