//! FT-14: all sockets break at the same moment and come back.

use crate::device::{Device, address};
use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::chaos::ChaosProxy;
use testkit::scene::{Person, Scene, send};
use testkit::{ProcessOptions, Random};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const PEOPLE: usize = 50;
/// Devices that shake hands at once, as a listener's queue takes them.
const AT_ONCE: usize = 256;
const RESUMED_WITHIN: Duration = Duration::from_secs(30);
/// Devices come back within this time, at random.
const JITTER_MS: u64 = 5_000;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let dir = place.fresh("storm")?;
    let scene = Scene::start(ProcessOptions::new(kurier()?, &dir)).await?;
    let proxy = ChaosProxy::start(address(&scene.process.base)?).await?;
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        people.push(scene.invite().await?);
    }
    let sockets = place.scaled(1_000, 8_000);
    let mut devices = connect_all(proxy.address, &people, sockets, None).await?;
    for (number, person) in people.iter().enumerate() {
        let text = format!("before {number}");
        send(&scene.api, &person.wa_id, &text, &text).await?;
    }
    let mut held = Vec::with_capacity(sockets);
    for device in &mut devices {
        held.push(take(device).await?);
    }

    proxy.reset();
    let begun = Instant::now();
    drop(devices);
    for (number, person) in people.iter().enumerate() {
        let text = format!("meanwhile {number}");
        send(&scene.api, &person.wa_id, &text, &text).await?;
    }
    let mut devices = connect_all(proxy.address, &people, sockets, Some(&held)).await?;
    for (device, held) in devices.iter_mut().zip(&held) {
        let place = take(device).await?;
        ensure!(place == held + 1, "place {place} came after {held}: shown twice or missing");
    }
    let resumed = begun.elapsed();
    scene.verify_ledger().await?;
    Ok(Row { order_inversions: Some(0), ..Row::new(sockets as u64, "sockets") }
        .nothing_lost(2 * PEOPLE as u64)
        .recovery(Some(resumed), "reset to the last socket resumed, 5 s of it jitter")
        .note("Client, proxy and server share the machine; each socket goes through the proxy.")
        .must(resumed <= RESUMED_WITHIN, format!("it took {resumed:?}")))
}

/// Connects so many devices; each says how far it holds. `held` = they come back, at random moments.
async fn connect_all(
    at: SocketAddr,
    people: &[Person],
    sockets: usize,
    held: Option<&[u64]>,
) -> Result<Vec<Device>> {
    let doors = Arc::new(Semaphore::new(AT_ONCE));
    let mut random = Random::new(14);
    let mut coming = JoinSet::new();
    for number in 0..sockets {
        let person = people.get(number % people.len()).context("no people")?;
        let (session, doors) = (person.session.clone(), Arc::clone(&doors));
        let after = held.and_then(|held| held.get(number)).copied().unwrap_or(0);
        let pause = Duration::from_millis(held.map_or(0, |_| random.between(0, JITTER_MS)));
        coming.spawn(async move {
            // Part of the scenario: a device waits before it comes back.
            tokio::time::sleep(pause).await;
            let _door = doors.acquire().await?;
            let mut device = Device::connect(at, &session, None).await?;
            device.hello(after).await?;
            if after == 0 {
                device.wait_for("live").await?;
            }
            anyhow::Ok((number, device))
        });
    }
    let mut devices = Vec::with_capacity(sockets);
    while let Some(came) = coming.join_next().await {
        devices.push(came??);
    }
    devices.sort_by_key(|(number, _)| *number);
    Ok(devices.into_iter().map(|(_, device)| device).collect())
}

/// Takes the newest entry of a message and acknowledges it; answers its place.
async fn take(device: &mut Device) -> Result<u64> {
    loop {
        let frame = device.wait_for("entry").await?;
        let entry = frame.get("entry").context("no entry")?;
        let seq = entry.get("seq").and_then(Value::as_u64).context("no place")?;
        device.say(&json!({ "t": "ack", "seq": seq })).await?;
        if entry.get("kind").and_then(Value::as_str) == Some("from_business") {
            return Ok(seq);
        }
    }
}
