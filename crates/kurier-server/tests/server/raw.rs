//! HTTP/1.1 by hand, for requests that a well-behaved client would not send.

use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long an answer may take before it counts as a hang.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer, as it came.
#[derive(Debug)]
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    /// Status line and headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl RawAnswer {
    /// A header's value; the name in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The Cloud API code of an error.
    pub(crate) fn code(&self) -> u64 {
        self.json()["error"]["code"].as_u64().unwrap_or_default()
    }
}

/// Sends one request on a connection of its own.
pub(crate) async fn raw(
    base: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> RawAnswer {
    let address = base.trim_start_matches("http://");
    let mut head = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    exchange(address, &[head.as_bytes(), body].concat()).await
}

/// Sends these bytes and reads what comes until the server closes.
pub(crate) async fn exchange(address: &str, request: &[u8]) -> RawAnswer {
    let talk = async {
        let (mut from, mut to) = TcpStream::connect(address).await.unwrap().into_split();
        // A server that refuses a huge body answers and closes while it is still being written.
        let writing = async { drop(to.write_all(request).await) };
        let mut answer = Vec::new();
        let reading = async { drop(from.read_to_end(&mut answer).await) };
        tokio::join!(writing, reading);
        answer
    };
    let answer = tokio::time::timeout(PATIENCE, talk).await.unwrap();
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or_default();
    RawAnswer { status, head: head.to_owned(), body: body.to_owned() }
}
