//! A device: follows the inbox and acknowledges what it gets.

use crate::people::Person;
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub(crate) struct Device {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    unacknowledged: u32,
}

/// Acknowledge after so many entries: well inside the window of 256.
const EVERY: u32 = 32;

impl Device {
    /// Connects and follows from the newest entry on.
    pub(crate) async fn connect(address: &str, person: &Person) -> Result<Self> {
        let mut request = format!("ws://{address}/people/v1/socket").into_client_request()?;
        let bearer = format!("Bearer {}", person.session);
        request.headers_mut().insert("authorization", bearer.parse()?);
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        let mut device = Self { socket, unacknowledged: 0 };
        device.say("{\"t\":\"hello\",\"after\":0}".to_owned()).await?;
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
                self.note(&text).await?;
                return Ok(());
            }
        }
    }

    async fn note(&mut self, text: &str) -> Result<()> {
        let Some(seq) = text.split_once("\"seq\":").map(|(_, rest)| rest) else { return Ok(()) };
        let digits: String = seq.chars().take_while(char::is_ascii_digit).collect();
        self.unacknowledged += 1;
        if self.unacknowledged >= EVERY {
            self.unacknowledged = 0;
            self.say(format!("{{\"t\":\"ack\",\"seq\":{digits}}}")).await?;
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
