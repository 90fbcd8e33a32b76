//! The stack without Kurier on it: bare HTTP, and bare HTTP over a bare SQLite writer.

use super::child::{Background, free_port};
use crate::client::http::{Connection, post};
use crate::client::socket;
use crate::load;
use crate::measure::{Disk, Meter, count, pss_mb, spread};
use crate::report::Report;
use crate::run::Run;
use crate::server::build_disk;
use anyhow::{Context, Result};
use futures_util::StreamExt;
use serde_json::json;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

pub(super) async fn run(run: &Run, report: &mut Report) -> Result<()> {
    for kind in ["echo", "probe"] {
        let folder = TempDir::with_prefix_in("stack", build_disk())?;
        let port = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", kind, &port.to_string()]).arg(folder.path());
        let mut server = Background::start(&mut command)?;
        let ready = server.listens(port)?;
        if kind == "probe" {
            report.less("probe: start until it listens", ready.as_secs_f64() * 1e3, "ms");
            report.less("probe: memory at rest (PSS)", pss_mb(server.pid())?, "MB");
        }
        let address = format!("127.0.0.1:{port}");
        let disk = Disk::under(folder.path())?;
        let requests: Vec<Vec<u8>> = (0..1_000).map(|to| request(&address, to)).collect();
        for connections in [1, 64, 256] {
            let meter = Meter::start(&[server.pid()], &disk)?;
            let taken = load::http(&address, &requests, connections, run.span(4)).await?;
            let used = meter.stop()?;
            let what = format!("{kind}: answers, {connections} connections");
            report.rate(&what, count(taken.len()), &used);
            report.spread(&what, &spread(taken));
        }
        if kind == "probe" {
            live(run, &address, report).await?;
        }
    }
    Ok(())
}

/// A Cloud API text body.
fn request(address: &str, to: usize) -> Vec<u8> {
    let body = json!({
        "messaging_product": "whatsapp", "to": to.to_string(), "type": "text",
        "text": { "body": "x".repeat(200), "preview_url": false },
    });
    post(address, "/messages", "krt_none", &body.to_string())
}

async fn live(run: &Run, address: &str, report: &mut Report) -> Result<()> {
    let paced = Pair::connect(address, 2_000).await?.talk(run.span(4), true).await?;
    report.spread("probe: live, paced", &spread(paced));
    let mut pairs = Vec::new();
    for lane in 0..64 {
        pairs.push(Pair::connect(address, 3_000 + lane).await?);
    }
    let (start, span) = (Instant::now(), run.span(4));
    let taken = load::together(pairs.into_iter().map(|pair| pair.talk(span, false))).await?;
    report.more("probe: live, 64 pairs", count(taken.len()) / start.elapsed().as_secs_f64(), "/s");
    report.spread("probe: live, 64 pairs", &spread(taken));
    Ok(())
}

/// Somebody with a device, and who posts to her.
struct Pair {
    connection: Connection,
    device: WebSocketStream<TcpStream>,
    request: Vec<u8>,
}

impl Pair {
    async fn connect(address: &str, to: usize) -> Result<Self> {
        let url = format!("ws://{address}/socket/{to}");
        let mut device = socket::open(address, url, "Bearer none").await?;
        frame(&mut device).await?;
        let connection = Connection::open(address).await?;
        Ok(Self { connection, device, request: request(address, to) })
    }

    /// Posts, and waits for answer and frame, again and again.
    async fn talk(mut self, span: Duration, paced: bool) -> Result<Vec<Duration>> {
        let (start, mut taken) = (Instant::now(), Vec::new());
        while start.elapsed() < span {
            let before = Instant::now();
            let answered = self.connection.ok(&self.request);
            let (answered, arrived) = tokio::join!(answered, frame(&mut self.device));
            answered?;
            arrived?;
            taken.push(before.elapsed());
            if paced {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        Ok(taken)
    }
}

async fn frame(device: &mut WebSocketStream<TcpStream>) -> Result<()> {
    device.next().await.context("the probe closed the socket")??;
    Ok(())
}
