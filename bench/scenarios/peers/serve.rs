//! Bare servers, run as a child of this program: what the stack gives when it has nothing to do.
//!
//! `echo` parses a request and answers it; `probe` keeps it first, as Kurier must, and hands it to a
//! WebSocket. Neither knows tokens, permissions, templates or prices.

use anyhow::{Context, Result, bail};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// Most messages in one commit.
const BATCH: usize = 1_024;
const BUFFER: usize = 1_024;

/// `--serve echo PORT` or `--serve probe PORT FOLDER`.
pub(crate) fn run(words: &[String]) -> Result<()> {
    let port: u16 = words.get(1).context("no port")?.parse()?;
    let routes = match words.first().map(String::as_str) {
        Some("echo") => Router::new().route("/messages", post(echo)),
        Some("probe") => probe(words.get(2).context("no folder")?)?,
        _ => bail!("echo or probe"),
    };
    // As Kurier on two cores: one worker, and a thread of its own for the writer.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        Ok(axum::serve(listener, routes).await?)
    })
}

fn answer(id: i64) -> Json<Value> {
    Json(json!({
        "messaging_product": "whatsapp",
        "contacts": [{ "input": "999", "wa_id": "999" }],
        "messages": [{ "id": format!("wamid.{id}") }],
    }))
}

async fn echo(Json(body): Json<Value>) -> Json<Value> {
    answer(body["to"].as_str().map_or(0, |to| to.len().try_into().unwrap_or(0)))
}

type Devices = Arc<Mutex<HashMap<String, mpsc::UnboundedSender<Arc<str>>>>>;

struct Waiting {
    to: String,
    body: Arc<str>,
    answer: oneshot::Sender<i64>,
}

#[derive(Clone)]
struct Probe {
    writer: mpsc::UnboundedSender<Waiting>,
    devices: Devices,
}

fn probe(folder: &str) -> Result<Router> {
    let connection = Connection::open(std::path::Path::new(folder).join("probe.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=65536;
         PRAGMA cache_size=-65536;
         CREATE TABLE message (id INTEGER PRIMARY KEY, person TEXT NOT NULL, previous INTEGER, body TEXT NOT NULL);
         CREATE TABLE ledger (id INTEGER PRIMARY KEY, message INTEGER, account INTEGER, micros INTEGER);",
    )?;
    let (writer, waiting) = mpsc::unbounded_channel();
    let devices = Devices::default();
    let handing = Arc::clone(&devices);
    std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
        if let Err(error) = write(&connection, waiting, &handing) {
            eprintln!("the probe's writer ended: {error:#}");
        }
    })?;
    let state = Probe { writer, devices };
    Ok(Router::new()
        .route("/messages", post(take))
        .route("/socket/{person}", get(open))
        .with_state(state))
}

/// Takes what waits, commits once, hands over, answers all.
fn write(
    connection: &Connection,
    mut waiting: mpsc::UnboundedReceiver<Waiting>,
    devices: &Devices,
) -> Result<()> {
    let mut heads: HashMap<String, i64> = HashMap::new();
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(first) = waiting.blocking_recv() {
        batch.push(first);
        while batch.len() < BATCH
            && let Ok(next) = waiting.try_recv()
        {
            batch.push(next);
        }
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let mut ids = Vec::with_capacity(batch.len());
        for item in &batch {
            let previous = heads.get(&item.to).copied();
            connection
                .prepare_cached("INSERT INTO message (person, previous, body) VALUES (?1, ?2, ?3)")?
                .execute((&item.to, previous, &*item.body))?;
            let id = connection.last_insert_rowid();
            heads.insert(item.to.clone(), id);
            for (account, micros) in [(1, -10_000), (2, 10_000)] {
                connection
                    .prepare_cached(
                        "INSERT INTO ledger (message, account, micros) VALUES (?1, ?2, ?3)",
                    )?
                    .execute((id, account, micros))?;
            }
            ids.push(id);
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        let devices = devices.lock().unwrap_or_else(PoisonError::into_inner);
        for (item, id) in batch.drain(..).zip(ids) {
            if let Some(device) = devices.get(&item.to) {
                // A device that went away gets nothing.
                drop(device.send(item.body));
            }
            item.answer.send(id).ok();
        }
    }
    Ok(())
}

async fn take(State(probe): State<Probe>, Json(body): Json<Value>) -> Json<Value> {
    let to = body["to"].as_str().unwrap_or_default().to_owned();
    let (answer_to, answered) = oneshot::channel();
    let waiting = Waiting { to, body: body.to_string().into(), answer: answer_to };
    if probe.writer.send(waiting).is_err() {
        return answer(-1);
    }
    answer(answered.await.unwrap_or(-1))
}

async fn open(
    State(probe): State<Probe>,
    Path(person): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .on_upgrade(move |socket| follow(probe, person, socket))
}

async fn follow(probe: Probe, person: String, mut socket: WebSocket) {
    let (device, mut messages) = mpsc::unbounded_channel();
    probe.devices.lock().unwrap_or_else(PoisonError::into_inner).insert(person, device);
    // Says that it listens from here on.
    drop(socket.send(Message::text("live")).await);
    while let Some(body) = messages.recv().await {
        if socket.send(Message::text(&*body)).await.is_err() {
            return;
        }
    }
}
