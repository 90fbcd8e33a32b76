//! A device's WebSocket by hand: every frame and every close code is seen.

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use testkit::within;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// One connection.
pub(crate) struct Device(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Device {
    /// Opens the socket with these headers, or answers the HTTP status of the refusal.
    pub(crate) async fn open(base: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let address = format!("{}/people/v1/socket", base.replacen("http", "ws", 1));
        let mut request = address.into_client_request().unwrap();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(_) => Err(0),
        }
    }

    /// Opens the socket of a session and says hello.
    pub(crate) async fn hello(base: &str, session: &str, after: u32) -> Self {
        let bearer = format!("Bearer {session}");
        let mut device = Self::open(base, &[("authorization", &bearer)]).await.unwrap();
        device.say(&json!({ "t": "hello", "after": after })).await;
        device
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.say_raw(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn say_raw(&mut self, message: Message) {
        // A server that has closed already is what some tests look for.
        drop(self.0.send(message).await);
    }

    /// The next frame, or the code of the close.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Result<Value, u16>> {
        loop {
            match within("a frame", self.0.next()).await?.context("the stream ended")? {
                Ok(Message::Text(text)) => return Ok(Ok(serde_json::from_str(text.as_str())?)),
                Ok(Message::Close(frame)) => return Ok(Err(frame.map_or(0, |f| f.code.into()))),
                Ok(_) => {}
                Err(_) => return Ok(Err(0)),
            }
        }
    }

    /// Skips frames until one of this kind comes.
    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await.unwrap().unwrap();
            if frame["t"] == kind {
                return frame;
            }
        }
    }

    /// The code with which the server closes; frames before it are skipped.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await.unwrap() {
                return code;
            }
        }
    }

    /// The places of the entries up to the next frame of another kind.
    pub(crate) async fn entries_until(&mut self, kind: &str) -> Vec<u64> {
        let mut places = Vec::new();
        loop {
            let frame = self.next().await.unwrap().unwrap();
            if frame["t"] == kind {
                return places;
            }
            if frame["t"] == "entry" {
                places.push(frame["entry"]["seq"].as_u64().unwrap());
            }
        }
    }

    /// Asks for a pong: everything the server wrote before it has then come.
    pub(crate) async fn settle(&mut self) -> Vec<u64> {
        self.say(&json!({ "t": "ping" })).await;
        self.entries_until("pong").await
    }
}
