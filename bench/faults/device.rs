//! A bare device: one WebSocket, driven frame by frame.

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const PATIENCE: Duration = Duration::from_mins(1);

/// The device.
pub(crate) struct Device {
    socket: WebSocketStream<TcpStream>,
}

/// What came.
pub(crate) enum Came {
    Frame(Value),
    /// The server closed, with this code.
    Closed(Option<u16>),
}

impl Device {
    /// Connects; `receive_buffer` makes the system's buffer small.
    pub(crate) async fn connect(
        address: SocketAddr,
        session: &str,
        receive_buffer: Option<u32>,
    ) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = receive_buffer {
            socket.set_recv_buffer_size(bytes)?;
        }
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}/people/v1/socket").into_client_request()?;
        request.headers_mut().insert("authorization", format!("Bearer {session}").parse()?);
        let done = tokio_tungstenite::client_async(request, stream);
        let (socket, _) = timeout(PATIENCE, done).await.context("the handshake")??;
        Ok(Self { socket })
    }

    pub(crate) async fn say(&mut self, frame: &Value) -> Result<()> {
        Ok(self.socket.send(Message::text(frame.to_string())).await?)
    }

    pub(crate) async fn hello(&mut self, after: u64) -> Result<()> {
        self.say(&json!({ "t": "hello", "after": after })).await
    }

    /// The next frame, or the end.
    pub(crate) async fn next(&mut self) -> Result<Came> {
        loop {
            let frame = timeout(PATIENCE, self.socket.next()).await.context("no frame came")?;
            match frame {
                Some(Ok(Message::Text(text))) => {
                    return Ok(Came::Frame(serde_json::from_str(text.as_str())?));
                }
                Some(Ok(Message::Close(frame))) => {
                    return Ok(Came::Closed(frame.map(|frame| u16::from(frame.code))));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(Came::Closed(None)),
            }
        }
    }

    /// The next frame of this kind; an error if the end comes first.
    pub(crate) async fn wait_for(&mut self, kind: &str) -> Result<Value> {
        loop {
            match self.next().await? {
                Came::Frame(frame) if frame.get("t").and_then(Value::as_str) == Some(kind) => {
                    return Ok(frame);
                }
                Came::Frame(_) => {}
                Came::Closed(code) => anyhow::bail!("closed with {code:?} before `{kind}`"),
            }
        }
    }
}

/// The address of a program.
pub(crate) fn address(base: &str) -> Result<SocketAddr> {
    Ok(base.trim_start_matches("http://").parse()?)
}
