//! A lean keep-alive HTTP client: prepared requests on one connection, one after the other or several
//! under way at once.

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Where in the buffer the next answer begins.
    next: usize,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8_192), next: 0 })
    }

    /// Sends one request; answers status and body.
    pub(crate) async fn call(&mut self, request: &[u8]) -> Result<(u16, &[u8])> {
        self.send(request).await?;
        self.answer().await
    }

    /// Sends a request that must succeed; answers the body.
    pub(crate) async fn ok(&mut self, request: &[u8]) -> Result<&[u8]> {
        let (status, body) = self.call(request).await?;
        ensure!(status == 200, "{status}: {}", String::from_utf8_lossy(body));
        Ok(body)
    }

    /// Sends one request, or several in a row, without waiting for their answers.
    pub(crate) async fn send(&mut self, requests: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(requests).await?)
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Result<(u16, &[u8])> {
        if self.next == self.buffer.len() {
            self.buffer.clear();
            self.next = 0;
        }
        loop {
            if let Some((status, body, end)) = complete(&self.buffer[self.next..])? {
                let from = self.next;
                self.next += end;
                return Ok((status, &self.buffer[from + body..from + end]));
            }
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server closed the connection");
        }
    }
}

/// Status, start and end of the body, once the whole answer is there.
fn complete(buffer: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&buffer[..head])?;
    let status = text.get(9..12).context("no status line")?.parse()?;
    let length: usize = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .context("no content-length")?
        .1
        .trim()
        .parse()?;
    let body = head + 4;
    Ok((buffer.len() >= body + length).then_some((status, body, body + length)))
}

/// A POST of JSON with a bearer token.
pub(crate) fn post(address: &str, path: &str, token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A GET with a bearer token.
pub(crate) fn get(address: &str, path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n")
        .into_bytes()
}
