//! FT-13: devices that take nothing more. What waits for each is bounded, in the end it is closed with
//! 4008, it finds everything when it comes back, and others hardly notice.

use crate::device::{Came, Device, address};
use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use testkit::ProcessOptions;
use testkit::scene::{Person, Scene, send};
use tokio::task::JoinSet;

const CLOSE_TOO_SLOW: u16 = 4008;
/// Most entries sent ahead of an acknowledgement.
const WINDOW: u64 = 256;
const TEXT_BYTES: usize = 1_000;
const RECEIVE_BUFFER: u32 = 4_096;
/// Messages whose way to a quick device is measured, before and beside the slow ones.
const MEASURED: usize = 300;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let dir = place.fresh("slow")?;
    let scene = Scene::start(ProcessOptions::new(kurier()?, &dir)).await?;
    let at = address(&scene.process.base)?;
    let (quick, slow) = (scene.invite().await?, scene.invite().await?);
    let alone = measure(&scene, at, &quick, 0).await.context("alone")?;
    let before = resident_kb(&scene)?;

    // Many devices of one person: each message to her goes to all of them.
    let count = place.scaled(40, 500);
    let mut devices = Vec::with_capacity(count);
    for _ in 0..count {
        let mut device = Device::connect(at, &slow.session, Some(RECEIVE_BUFFER)).await?;
        device.hello(0).await?;
        devices.push(device);
    }
    let messages = WINDOW * 2;
    let text = |number: u64| format!("{number:.<TEXT_BYTES$}");
    for number in 0..messages {
        let text = text(number);
        send(&scene.api, &slow.wa_id, &format!("slow-{number}"), &text).await?;
    }
    let beside = measure(&scene, at, &quick, MEASURED).await.context("beside slow ones")?;
    let grown_kb = resident_kb(&scene)?.saturating_sub(before);
    let mut closing = JoinSet::new();
    for device in devices {
        closing.spawn(until_closed(device));
    }
    let (mut closed, mut most) = (0, 0);
    while let Some(ended) = closing.join_next().await {
        let (code, entries) = ended?.context("waiting for the close")?;
        ensure!(code == Some(CLOSE_TOO_SLOW), "a slow device was closed with {code:?}");
        most = most.max(entries);
        closed += 1;
    }
    ensure!(most <= WINDOW, "{most} entries were sent ahead of an acknowledgement");
    comes_back(at, &slow, messages).await.context("coming back")?;
    scene.verify_ledger().await?;
    let per_device_kb = grown_kb / count as u64;
    Ok(Row::new(closed, "devices")
        .nothing_lost(messages + 2 * MEASURED as u64)
        .note(format!(
            "At most {most} entries were sent ahead of an acknowledgement; the process grew by {per_device_kb} \
             kB per slow device; each was closed with 4008. A quick device beside them: p99 {} ms, {} ms \
             when alone.",
            beside.as_millis(),
            alone.as_millis()
        ))
        .must(per_device_kb <= 2_048, format!("{per_device_kb} kB wait for each slow device"))
        // The machine is shared; twenty per cent of a millisecond cannot be told apart on it.
        .must(
            beside <= alone.mul_f64(1.2) + Duration::from_millis(20),
            format!("p99 beside slow devices is {beside:?}, alone {alone:?}"),
        ))
}

/// The 99th percentile from the call to the entry on a quick device.
async fn measure(scene: &Scene, at: SocketAddr, person: &Person, from: usize) -> Result<Duration> {
    let mut device = Device::connect(at, &person.session, None).await?;
    device.hello(scene.heads(person).await?.0).await?;
    device.wait_for("live").await?;
    let mut taken = Vec::with_capacity(MEASURED);
    for number in from..from + MEASURED {
        let begun = Instant::now();
        let text = format!("quick {number}");
        send(&scene.api, &person.wa_id, &text, &text).await?;
        let entry = device.wait_for("entry").await?;
        taken.push(begun.elapsed());
        let seq = entry.pointer("/entry/seq").context("no place")?;
        device.say(&serde_json::json!({ "t": "ack", "seq": seq })).await?;
    }
    taken.sort_unstable();
    taken.get(MEASURED * 99 / 100).copied().context("nothing was measured")
}

/// Reads, late, what lies there until the server's close; answers its code and how many entries came.
async fn until_closed(mut device: Device) -> Result<(Option<u16>, u64)> {
    let mut entries = 0;
    loop {
        match device.next().await? {
            Came::Frame(frame) if frame.get("entry").is_some() => entries += 1,
            Came::Frame(_) => {}
            Came::Closed(code) => return Ok((code, entries)),
        }
    }
}

/// A device that acknowledges gets everything.
async fn comes_back(at: SocketAddr, person: &Person, messages: u64) -> Result<()> {
    let mut device = Device::connect(at, &person.session, None).await?;
    device.hello(0).await?;
    let mut seen = 0;
    while seen < messages {
        let entry = device.wait_for("entry").await?;
        let seq = entry.pointer("/entry/seq").context("no place")?;
        seen += u64::from(
            entry.pointer("/entry/kind").and_then(|k| k.as_str()) == Some("from_business"),
        );
        device.say(&serde_json::json!({ "t": "ack", "seq": seq })).await?;
    }
    Ok(())
}

fn resident_kb(scene: &Scene) -> Result<u64> {
    let id = scene.process.id().context("it has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).context("no number")?.parse()?)
}
