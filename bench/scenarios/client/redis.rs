//! As much of Redis's protocol as one command needs.

use anyhow::{Result, ensure};
use std::fmt::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Client {
    stream: TcpStream,
    command: Vec<u8>,
    answer: Vec<u8>,
}

impl Client {
    pub(crate) async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let mut command = String::from("*5\r\n");
        for word in ["XADD", "inbox", "*", "m", &"x".repeat(400)] {
            write!(command, "${}\r\n{word}\r\n", word.len())?;
        }
        Ok(Self { stream, command: command.into_bytes(), answer: Vec::new() })
    }

    /// Appends 400 bytes to a stream; the answer is the new entry's id.
    pub(crate) async fn append(&mut self) -> Result<()> {
        self.stream.write_all(&self.command).await?;
        self.answer.clear();
        // A length line, then the id: two line ends, and a time with a number is longer than the first.
        while !(self.answer.len() > 8 && self.answer.ends_with(b"\r\n")) {
            let read = self.stream.read_buf(&mut self.answer).await?;
            ensure!(read > 0, "Redis closed the connection");
            ensure!(self.answer[0] == b'$', "{}", String::from_utf8_lossy(&self.answer));
        }
        Ok(())
    }
}
