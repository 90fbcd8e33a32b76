//! FT-08: little memory. Many sockets and bodies far too large must not bring the process down.

use crate::device::{Device, address};
use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use testkit::scene::{Scene, send};
use testkit::{MemoryGroup, ProcessOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LIMIT_BYTES: u64 = 256 << 20;
const BODY_BYTES: usize = 64 << 20;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let name = format!("kurier-fault-{}", std::process::id());
    let Some(group) = MemoryGroup::new(&name, LIMIT_BYTES) else {
        return Ok(Row::not_run("no memory control group (version 1) can be made here"));
    };
    let dir = place.fresh("memory")?;
    let mut options = ProcessOptions::new(kurier()?, &dir);
    options.prefix = group.prefix();
    let mut scene = Scene::start(options).await?;
    let person = scene.person_a()?;
    let at = address(&scene.process.base)?;
    let sockets = place.scaled(500, 5_000);
    let mut devices = Vec::with_capacity(sockets);
    for number in 0..sockets {
        let mut device = Device::connect(at, &person.session, None)
            .await
            .with_context(|| format!("socket {number}"))?;
        device.hello(0).await?;
        device.wait_for("live").await?;
        devices.push(device);
    }
    let bodies = place.scaled(8, 64);
    let mut answers = Vec::new();
    for _ in 0..bodies {
        answers.push(post_too_much(at, scene.process.seeded("/token")?).await?);
    }
    ensure!(
        answers.iter().all(|status| matches!(status, Some(413 | 400 | 429 | 503) | None)),
        "a body of 64 MB was answered with {answers:?}"
    );
    send(&scene.api, &person.wa_id, "after", "after").await.context("afterwards")?;
    for device in devices.iter_mut().take(50) {
        device.wait_for("entry").await?;
    }
    drop(devices);
    let ended = scene.process.has_ended()?;
    ensure!(ended.is_none(), "it was ended: {ended:?}\n{}", scene.process.log()?);
    scene.verify_ledger().await?;
    let used = group.most_used().unwrap_or(0) >> 20;
    scene.process.kill().await?;
    Ok(Row::new((sockets + bodies) as u64, "burdens").nothing_lost(1).note(format!(
        "Control group (version 1) of 256 MB: {sockets} sockets of one person and {bodies} bodies of \
         64 MB; at most {used} MB were used, page cache included."
    )))
}

/// Sends a body of 64 MB as far as it is taken; the status, if one came.
async fn post_too_much(at: SocketAddr, token: &str) -> Result<Option<u16>> {
    let mut stream = TcpStream::connect(at).await?;
    let head = format!(
        "POST /v23.0/1/messages HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {BODY_BYTES}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let piece = vec![b' '; 1 << 20];
    let (mut read, mut write) = stream.split();
    let sent = async {
        for _ in 0..BODY_BYTES / piece.len() {
            if write.write_all(&piece).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let mut answer = Vec::new();
    tokio::select! {
        () = sent => {}
        // A connection that is reset while we write may take its answer with it.
        read = read.read_buf(&mut answer) => drop(read),
    }
    let text = String::from_utf8_lossy(&answer);
    Ok(text.get(9..12).and_then(|status| status.parse().ok()))
}
