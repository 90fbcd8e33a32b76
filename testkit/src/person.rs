//! A person with a device: follows her inbox over the WebSocket, acknowledges, comes back after a
//! break, and notices every gap and every repeat.

use crate::latch::{Changes, within};
use crate::random::Random;
use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What her device shows.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Entries in order; the first has place 1.
    pub entries: Vec<Value>,
    /// Frames that were no entries, oldest first, without `welcome`.
    pub others: Vec<Value>,
    /// Places that came twice or out of order, as sentences.
    pub faults: Vec<String>,
    /// How often the device connected.
    pub connections: u32,
    /// How often the server told it to come back (close code 1012).
    pub told_to_come_back: u32,
    live_since: Option<Instant>,
}

/// A person whose device can be online or not; what it holds stays.
pub struct FakePerson {
    bases: Arc<[String]>,
    session: String,
    inner: Arc<Inner>,
    online: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Inner {
    shown: Mutex<Shown>,
    changes: Changes,
    to_send: Mutex<Vec<Value>>,
    send_now: tokio::sync::Notify,
}

impl FakePerson {
    /// A device that holds nothing yet and is offline.
    pub fn new(base: &str, session: &str) -> Self {
        Self::roaming(vec![base.to_owned()], session)
    }

    /// A device that goes to another node when one does not answer.
    pub fn roaming(bases: Vec<String>, session: &str) -> Self {
        let session = session.to_owned();
        Self { bases: bases.into(), session, inner: Arc::default(), online: None }
    }

    /// Goes online, and comes back by itself whenever the connection breaks.
    pub fn go_online(&mut self) {
        if self.online.is_none() {
            let (bases, session) = (Arc::clone(&self.bases), self.session.clone());
            self.online = Some(tokio::spawn(Arc::clone(&self.inner).stay(bases, session)));
        }
    }

    /// Goes offline at once, in the middle of whatever comes.
    pub fn go_offline(&mut self) {
        if let Some(task) = self.online.take() {
            task.abort();
        }
    }

    /// Whether she is, or tries to be, online.
    pub fn is_online(&self) -> bool {
        self.online.is_some()
    }

    /// Goes online and waits until the backlog is through.
    pub async fn come_live(&mut self) -> anyhow::Result<()> {
        self.inner.lock().live_since = None;
        self.go_online();
        within(
            "the live frame",
            self.inner.changes.until(|| self.inner.lock().live_since.is_some()),
        )
        .await
    }

    /// Sends one frame as soon as she is connected.
    pub fn send(&self, frame: Value) {
        self.inner.to_send.lock().unwrap_or_else(PoisonError::into_inner).push(frame);
        self.inner.send_now.notify_one();
    }

    /// What her device shows now.
    pub fn shown(&self) -> Shown {
        self.inner.lock().clone()
    }

    /// Looks at what her device shows without copying it.
    pub fn look<T>(&self, look: impl FnOnce(&Shown) -> T) -> T {
        look(&self.inner.lock())
    }

    /// Waits until what her device shows fulfils `is_so`; answers it.
    pub async fn wait_for(
        &self,
        what: &str,
        is_so: impl Fn(&Shown) -> bool,
    ) -> anyhow::Result<Shown> {
        within(what, self.until(is_so)).await?;
        Ok(self.shown())
    }

    /// Returns when what her device shows fulfils `is_so`, whenever that is.
    pub async fn until(&self, is_so: impl Fn(&Shown) -> bool) {
        self.inner.changes.until(|| is_so(&self.inner.lock())).await;
    }
}

impl Drop for FakePerson {
    fn drop(&mut self) {
        self.go_offline();
    }
}

impl Shown {
    /// Since when the device is connected and its backlog through, if it is.
    pub fn live_since(&self) -> Option<Instant> {
        self.live_since
    }

    /// The texts of messages, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| entry.pointer("/content/body")?.as_str())
    }

    fn take(&mut self, entry: Value) {
        let due = self.entries.len() + 1;
        let seq = entry.get("seq").and_then(Value::as_u64).unwrap_or_default();
        if usize::try_from(seq) == Ok(due) {
            self.entries.push(entry);
        } else {
            self.faults.push(format!("place {seq} came where {due} was due"));
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn stay(self: Arc<Self>, bases: Arc<[String]>, session: String) {
        // Devices of one test begin at different nodes.
        let start = session.bytes().map(usize::from).sum::<usize>();
        let mut random = Random::new(u64::from(std::process::id()).wrapping_add(start as u64));
        for turn in start.. {
            let Some(base) = bases.get(turn % bases.len().max(1)) else { return };
            // A broken connection is what this person is made for; the next one goes on.
            drop(self.connected(base, &session).await);
            self.lock().live_since = None;
            tokio::time::sleep(Duration::from_millis(random.between(10, 60))).await;
        }
    }

    async fn connected(&self, base: &str, session: &str) -> anyhow::Result<()> {
        let mut socket = connect(base, session).await?;
        let held = {
            let mut shown = self.lock();
            shown.connections += 1;
            shown.entries.len()
        };
        say(&mut socket, &json!({ "t": "hello", "after": held })).await?;
        loop {
            tokio::select! {
                frame = socket.next() => {
                    let frame = frame.context("closed")??;
                    match frame {
                        Message::Text(text) => {
                            let frame: Value = serde_json::from_str(text.as_str())?;
                            self.took(&mut socket, frame).await?;
                        }
                        Message::Close(Some(frame)) if frame.code == CloseCode::Restart => {
                            self.lock().told_to_come_back += 1;
                            self.changes.tell();
                        }
                        _ => {}
                    }
                }
                () = self.send_now.notified() => {
                    let frames = std::mem::take(
                        &mut *self.to_send.lock().unwrap_or_else(PoisonError::into_inner),
                    );
                    for frame in frames {
                        say(&mut socket, &frame).await?;
                    }
                }
            }
        }
    }

    async fn took(&self, socket: &mut Socket, mut frame: Value) -> anyhow::Result<()> {
        let kind = frame.get("t").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut ack = None;
        {
            let mut shown = self.lock();
            match kind.as_str() {
                "entry" => {
                    shown.take(frame.get_mut("entry").map(Value::take).unwrap_or_default());
                    ack = Some(shown.entries.len());
                }
                "welcome" => {}
                "live" => shown.live_since = Some(Instant::now()),
                _ => shown.others.push(frame),
            }
        }
        self.changes.tell();
        match ack {
            Some(seq) => say(socket, &json!({ "t": "ack", "seq": seq })).await,
            None => Ok(()),
        }
    }
}

async fn connect(base: &str, session: &str) -> anyhow::Result<Socket> {
    let address = base.replacen("http", "ws", 1);
    let mut request = format!("{address}/people/v1/socket").into_client_request()?;
    let bearer = HeaderValue::try_from(format!("Bearer {session}"))?;
    request.headers_mut().insert("authorization", bearer);
    request.headers_mut().insert("origin", HeaderValue::try_from(base)?);
    Ok(tokio_tungstenite::connect_async(request).await?.0)
}

async fn say(socket: &mut Socket, frame: &Value) -> anyhow::Result<()> {
    Ok(socket.send(Message::text(frame.to_string())).await?)
}
