//! A device: follows the inbox and acknowledges what it gets.

use crate::server::sandbox::Person;
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

pub(crate) struct Device {
    socket: WebSocketStream<TcpStream>,
    /// The newest place it holds.
    pub(crate) held: u32,
    acknowledged: u32,
    /// Entries that came since it connected.
    pub(crate) came: u32,
}

/// Acknowledge after so many entries: well inside the server's window.
const EVERY: u32 = 32;
/// Ten thousand devices live in this process; their buffers start small.
const BUFFER: usize = 512;

impl Device {
    /// Connects, follows from `after` on, and returns when the backlog is through.
    pub(crate) async fn connect(address: &str, person: &Person, after: u32) -> Result<Self> {
        let request = format!("ws://{address}/people/v1/socket");
        let bearer = format!("Bearer {}", person.session);
        let socket = open(address, request, &bearer).await?;
        let mut device = Self { socket, held: after, acknowledged: after, came: 0 };
        device.say(format!("{{\"t\":\"hello\",\"after\":{after}}}")).await?;
        loop {
            let text = device.frame().await?;
            if text.starts_with("{\"t\":\"live\"") {
                return Ok(device);
            }
            device.note(&text).await?;
        }
    }

    /// Waits for the next message of the business.
    pub(crate) async fn message(&mut self) -> Result<()> {
        loop {
            let text = self.frame().await?;
            if text.starts_with("{\"t\":\"entry\"") {
                return self.note(&text).await;
            }
        }
    }

    /// Acknowledges everything it holds.
    pub(crate) async fn acknowledge(&mut self) -> Result<()> {
        if self.held > self.acknowledged {
            self.acknowledged = self.held;
            self.say(format!("{{\"t\":\"ack\",\"seq\":{}}}", self.held)).await?;
        }
        Ok(())
    }

    /// Acknowledges everything it holds, and waits until the server has stored that.
    pub(crate) async fn settle(&mut self) -> Result<()> {
        self.acknowledge().await?;
        // Frames are answered in order: the pong comes when the acknowledgement is on disk.
        self.say("{\"t\":\"ping\"}".to_owned()).await?;
        loop {
            let text = self.frame().await?;
            if text.starts_with("{\"t\":\"pong\"") {
                return Ok(());
            }
            self.note(&text).await?;
        }
    }

    async fn note(&mut self, text: &str) -> Result<()> {
        if !text.starts_with("{\"t\":\"entry\"") {
            return Ok(());
        }
        let (_, rest) = text.split_once("\"seq\":").context("an entry without a place")?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        self.held = rest[..digits].parse()?;
        self.came += 1;
        if self.held - self.acknowledged >= EVERY {
            self.acknowledge().await?;
        }
        Ok(())
    }

    async fn say(&mut self, text: String) -> Result<()> {
        Ok(self.socket.send(Message::text(text)).await?)
    }

    async fn frame(&mut self) -> Result<String> {
        match self.socket.next().await.context("the server closed the socket")?? {
            Message::Text(text) => Ok(text.to_string()),
            other => bail!("unexpected frame {other:?}"),
        }
    }
}

/// A WebSocket with small buffers.
pub(crate) async fn open(
    address: &str,
    request: String,
    bearer: &str,
) -> Result<WebSocketStream<TcpStream>> {
    let mut request = request.into_client_request()?;
    request.headers_mut().insert("authorization", bearer.parse()?);
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(BUFFER);
    let (socket, _) =
        tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await?;
    Ok(socket)
}
