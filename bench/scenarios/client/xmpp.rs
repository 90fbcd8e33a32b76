//! As much of XMPP as a message needs: stream, SASL PLAIN, a resource, acknowledgements (XEP-0198).

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HEADER: &str = "<stream:stream to='localhost' xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";

pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    from: usize,
}

impl Client {
    /// Logs in; presence only when asked for, because with it messages come straight.
    pub(crate) async fn login(port: u16, user: &str, present: bool) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let mut client = Self { stream, buffer: Vec::with_capacity(8_192), from: 0 };
        client.exchange(HEADER, "</stream:features>").await?;
        let plain = STANDARD.encode(format!("\0{user}\0p"));
        let auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>";
        client.exchange(&format!("{auth}{plain}</auth>"), "<success").await?;
        client.exchange(HEADER, "</stream:features>").await?;
        let bind = "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
                    <resource>r</resource></bind></iq>";
        client.exchange(bind, "</iq").await?;
        client.until(">").await?;
        if present {
            // The server reflects it to the very resource that sent it.
            client.exchange("<presence/>", "<presence").await?;
        } else {
            client.exchange("<enable xmlns='urn:xmpp:sm:3'/>", "<enabled").await?;
        }
        client.until(">").await?;
        Ok(client)
    }

    /// Sends 200 characters and waits until the server took responsibility for them.
    pub(crate) async fn send_acknowledged(&mut self, to: &str) -> Result<()> {
        let stanza = format!("{}<r xmlns='urn:xmpp:sm:3'/>", message(to));
        self.exchange(&stanza, "<a ").await?;
        self.until("/>").await
    }

    /// Sends 200 characters.
    pub(crate) async fn send(&mut self, to: &str) -> Result<()> {
        Ok(self.stream.write_all(message(to).as_bytes()).await?)
    }

    /// Waits for the next message.
    pub(crate) async fn message(&mut self) -> Result<()> {
        self.until("</message>").await
    }

    async fn exchange(&mut self, out: &str, expected: &str) -> Result<()> {
        self.stream.write_all(out.as_bytes()).await?;
        self.until(expected).await
    }

    /// Reads on until this text has come.
    async fn until(&mut self, text: &str) -> Result<()> {
        loop {
            let unread = &self.buffer[self.from..];
            if let Some(at) = unread.windows(text.len()).position(|part| part == text.as_bytes()) {
                self.from += at + text.len();
                if self.from == self.buffer.len() {
                    self.buffer.clear();
                    self.from = 0;
                }
                return Ok(());
            }
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "{}", String::from_utf8_lossy(&self.buffer[self.from..]));
        }
    }
}

fn message(to: &str) -> String {
    let body = "x".repeat(200);
    format!("<message to='{to}@localhost' type='chat'><body>{body}</body></message>")
}
