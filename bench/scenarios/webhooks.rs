//! A receiver is down while events gather; then it comes back.

use crate::client::http::{Connection, post};
use crate::drain;
use crate::measure::count;
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::{Person, Sandbox};
use anyhow::{Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::serve::ListenerExt;
use kurier_wire::signature;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

const EVENTS: usize = 20_000;
const PEOPLE: usize = 1_000;
/// Every so many-th signature is checked; the receiver shares the machine.
const CHECKED: usize = 64;
/// No backlog of this size may take longer.
const PATIENCE: Duration = Duration::from_mins(2);
/// Pauses of a failing endpoint and its first retries are over after so long.
const LATER_S: i64 = 60;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("webhooks", backend);
    let sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(run.much(PEOPLE, 50)).await?;
    let events = run.much(EVENTS, 200);
    let seen = Arc::new(Seen::new(sandbox.text("/app_secret")?));
    let receiver = Receiver::start(0, &seen).await?;
    subscribe(&sandbox, receiver.port).await?;
    let port = receiver.port;
    drop(receiver);

    // Each message owes one status: sent.
    let each: Vec<&Person> = people.iter().cycle().take(events).collect();
    drain::fill(&sandbox, &each).await?;
    let _receiver = Receiver::start(port, &seen).await?;
    let meter = sandbox.meter()?;
    sandbox.operate("/sandbox/v1/clock", &json!({ "advance_s": LATER_S })).await?;
    seen.until(events).await?;
    let used = meter.stop()?;
    ensure!(seen.forged.load(Ordering::Relaxed) == 0, "a signature does not fit");
    report.rate("statuses drained", count(events), &used);
    let posts = count(seen.posts.load(Ordering::Relaxed));
    report.plain("statuses per POST", count(events) / posts, "");
    Ok(report)
}

async fn subscribe(sandbox: &Sandbox, port: u16) -> Result<()> {
    let path = format!("/v23.0/{}/subscribed_apps", sandbox.text("/waba_id")?);
    let url = format!("http://127.0.0.1:{port}/webhook");
    let body = json!({ "override_callback_uri": url, "verify_token": "bench" }).to_string();
    let request = post(&sandbox.address, &path, sandbox.text("/token")?, &body);
    Connection::open(&sandbox.address).await?.ok(&request).await?;
    Ok(())
}

/// What came, over all runs of the receiver.
struct Seen {
    secret: String,
    statuses: AtomicUsize,
    posts: AtomicUsize,
    forged: AtomicUsize,
}

impl Seen {
    fn new(secret: &str) -> Self {
        let zero = AtomicUsize::default;
        Self { secret: secret.to_owned(), statuses: zero(), posts: zero(), forged: zero() }
    }

    async fn until(&self, many: usize) -> Result<()> {
        let give_up = Instant::now() + PATIENCE;
        while self.statuses.load(Ordering::Relaxed) < many {
            let came = self.statuses.load(Ordering::Relaxed);
            ensure!(Instant::now() < give_up, "only {came} of {many} statuses came");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }
}

/// Gone when dropped.
struct Receiver {
    port: u16,
    task: AbortHandle,
}

impl Receiver {
    async fn start(port: u16, seen: &Arc<Seen>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let port = listener.local_addr()?.port();
        let routes =
            Router::new().route("/webhook", get(handshake).post(take)).with_state(Arc::clone(seen));
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let task = tokio::spawn(async move { drop(axum::serve(listener, routes).await) });
        Ok(Self { port, task: task.abort_handle() })
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn handshake(Query(query): Query<HashMap<String, String>>) -> String {
    query.get("hub.challenge").cloned().unwrap_or_default()
}

async fn take(State(seen): State<Arc<Seen>>, headers: HeaderMap, raw: Bytes) -> StatusCode {
    let post = seen.posts.fetch_add(1, Ordering::Relaxed);
    let said = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    if post.is_multiple_of(CHECKED)
        && !signature::verify(&seen.secret, &raw, said.unwrap_or_default())
    {
        seen.forged.fetch_add(1, Ordering::Relaxed);
    }
    let marker: &[u8] = b"\"recipient_id\":";
    let statuses = raw.windows(marker.len()).filter(|part| *part == marker).count();
    seen.statuses.fetch_add(statuses, Ordering::Relaxed);
    StatusCode::OK
}
