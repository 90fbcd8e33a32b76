//! A disk that fills up: new messages are refused, the rest goes on, and room heals everything.

use super::small_disk::{self, SmallDisk};
use super::{Found, NO_SMALL_DISK};
use crate::process::ProcessOptions;
use crate::scene::{Person, Scene, eventually, send};
use crate::senders::{Senders, text_of};
use anyhow::{Context, ensure};
use kurier_wire::GraphError;
use kurier_wire::client::ApiError;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

const DISK_MEGABYTES: u32 = 64;
const MIN_FREE_BYTES: u64 = 16_000_000;
const BALLAST_BYTES: u64 = 4_000_000;
const HEALS_WITHIN: Duration = Duration::from_secs(5);
/// Nothing is expected to take that long.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program on a small disk; `None` where there can be none.
async fn start(
    binary: &Path,
    dir: &Path,
    min_free: u64,
    ballast: u64,
) -> anyhow::Result<Option<(Scene, SmallDisk)>> {
    let data = dir.join("data");
    let Some(prefix) = small_disk::prefix(&data, DISK_MEGABYTES)? else { return Ok(None) };
    let mut on_small_disk = ProcessOptions::new(binary, dir);
    on_small_disk.prefix = prefix;
    on_small_disk.arguments = [
        "--min-free".to_owned(),
        min_free.to_string(),
        "--ballast".to_owned(),
        ballast.to_string(),
    ]
    .into();
    let scene = Scene::start(on_small_disk).await?;
    let disk = SmallDisk::of(scene.process.id().context("it has ended")?, &data)?;
    Ok(Some((scene, disk)))
}

/// Why the server does not take a message now; `None` if it took it.
async fn refusal(scene: &Scene, to: &Person, text: &str) -> anyhow::Result<Option<GraphError>> {
    match send(&scene.api, &to.wa_id, &format!("{}: {text}", to.id), text).await {
        Ok(_) => Ok(None),
        Err(ApiError::Refused(why)) => Ok(Some(*why)),
        Err(other) => Err(other.into()),
    }
}

fn is_retryable(why: &GraphError) -> bool {
    (why.http, why.code, why.is_transient) == (503, 131_016, true)
}

/// Sends until the server refuses; answers how many messages it took before.
async fn send_until_refused(scene: &Scene, to: &Person) -> anyhow::Result<u32> {
    let mut taken = 0_u32;
    let refused = async {
        loop {
            match refusal(scene, to, &format!("low-{taken}")).await? {
                None => taken += 1,
                Some(why) => return anyhow::Ok(why),
            }
        }
    };
    let why = tokio::time::timeout(PATIENCE, refused).await.context("nothing was refused")??;
    ensure!(is_retryable(&why), "{why:?}");
    Ok(taken)
}

/// Her device comes, shows what waited for her, and the server knows that it did.
async fn receives(scene: &Scene, person: &Person, text: &str) -> anyhow::Result<()> {
    let mut device = scene.device(person);
    device.go_online();
    let shown =
        device.wait_for("her message", |shown| shown.texts().any(|held| held == text)).await?;
    ensure!(shown.faults.is_empty(), "{:?}", shown.faults);
    eventually("her acknowledgement", PATIENCE, async || {
        let (head, delivered) = scene.heads(person).await?;
        Ok((head == delivered).then_some(()))
    })
    .await
}

/// She takes her permission back; a full disk may make her ask a second time, not a third.
async fn withdraws(scene: &Scene, person: &Person) -> anyhow::Result<()> {
    let path = format!("/sandbox/v1/people/{}/withdraw", person.id);
    let first = scene.operator.post(&path, &json!({ "purpose": "utility" })).await?;
    if first.status == 503 {
        ensure!(first.code() == "try_again", "{}", first.text);
        scene.operator.post(&path, &json!({ "purpose": "utility" })).await?.ok()?;
    } else {
        first.ok()?;
    }
    Ok(())
}

async fn reads(scene: &Scene, person: &Person) -> anyhow::Result<()> {
    ensure!(!scene.texts(person).await?.is_empty(), "her inbox is empty");
    ensure!(!scene.api.templates(None).await?.is_empty(), "the templates are gone");
    scene.verify_ledger().await
}

async fn fill_and_heal(mut scene: Scene, disk: SmallDisk) -> anyhow::Result<Found> {
    let people = [scene.invite().await?, scene.invite().await?, scene.invite().await?];
    let [first, second, third] = &people;
    let mut follower = scene.device(first);
    follower.come_live().await?;
    for person in &people {
        ensure!(refusal(&scene, person, "waits for you").await?.is_none(), "the disk is empty");
    }
    follower.wait_for("a message", |shown| shown.texts().next().is_some()).await?;
    eventually("the ballast", PATIENCE, async || Ok(disk.has_ballast(BALLAST_BYTES).then_some(())))
        .await?;

    // Nearly full: no new messages, and everything else.
    disk.fill(MIN_FREE_BYTES / 2)?;
    let mut taken = send_until_refused(&scene, first).await?;
    reads(&scene, first).await?;
    receives(&scene, second, "waits for you").await?;
    ensure!(disk.has_ballast(BALLAST_BYTES), "there was no need to give the ballast up");

    // Full: the ballast makes the room.
    disk.fill(0)?;
    let full = refusal(&scene, first, "full").await?.context("a full disk took a message")?;
    ensure!(is_retryable(&full), "{full:?}");
    reads(&scene, first).await?;
    receives(&scene, third, "waits for you").await?;
    withdraws(&scene, second).await?;
    ensure!(scene.process.has_ended()?.is_none(), "it has ended:\n{}", scene.process.log()?);

    // Room again: no restart.
    disk.clear()?;
    let cleared = Instant::now();
    eventually("the next message to be taken", HEALS_WITHIN, async || {
        Ok(refusal(&scene, first, "full").await?.is_none().then_some(()))
    })
    .await?;
    let healed = cleared.elapsed();
    taken += 2;
    eventually("the ballast to come back", PATIENCE, async || {
        Ok(disk.has_ballast(BALLAST_BYTES).then_some(()))
    })
    .await?;
    let shown = follower
        .wait_for("the message after the cure", |shown| shown.texts().any(|text| text == "full"))
        .await?;
    ensure!(shown.faults.is_empty(), "{:?}", shown.faults);
    let texts = scene.texts(first).await?;
    ensure!(texts.values().all(|times| *times == 1), "shown twice: {texts:?}");
    ensure!(texts.len() == usize::try_from(taken)?, "{taken} were taken, {texts:?} is there");
    scene.verify_ledger().await?;
    Ok(Found { faults: 2, acknowledged: texts.len(), recovery: Some(healed) })
}

/// Fills the disk first nearly, then whole: new messages are refused, the rest goes on, room heals.
pub async fn refuses_and_heals(binary: &Path, dir: &Path) -> anyhow::Result<Found> {
    match start(binary, dir, MIN_FREE_BYTES, BALLAST_BYTES).await? {
        Some((scene, disk)) => fill_and_heal(scene, disk).await,
        None => anyhow::bail!(NO_SMALL_DISK),
    }
}

/// Nothing is kept free here, so the disk ends in the middle of a transaction.
async fn fill_under_load(mut scene: Scene, disk: SmallDisk) -> anyhow::Result<Found> {
    let person = scene.person_a()?;
    let senders = Senders::start(&scene.api, &person.wa_id, 4, 1_000);
    let taken = |senders: &Senders| senders.look().taken.len();
    eventually("load", PATIENCE, async || Ok((taken(&senders) > 20).then_some(()))).await?;
    disk.fill(0)?;
    eventually("refusals", PATIENCE, async || Ok((senders.look().refused.len() > 8).then_some(())))
        .await?;
    ensure!(!scene.texts(&person).await?.is_empty(), "reading has ended");
    let before = taken(&senders);
    disk.clear()?;
    let cleared = Instant::now();
    eventually("messages to be taken again", HEALS_WITHIN, async || {
        Ok((taken(&senders) > before + 20).then_some(()))
    })
    .await?;
    let healed = cleared.elapsed();
    let seen = senders.stop().await;
    ensure!(scene.process.has_ended()?.is_none(), "it has ended:\n{}", scene.process.log()?);
    ensure!(seen.open.is_empty() && seen.unexpected.is_empty(), "{seen:?}");
    ensure!(seen.refused.iter().all(|why| *why == (503, 131_016, true)), "{:?}", seen.refused);
    let texts = scene.texts(&person).await?;
    ensure!(texts.values().all(|times| *times == 1), "shown twice");
    for key in &seen.taken {
        ensure!(texts.contains_key(&text_of(key, 1_000)), "{key} was taken and is lost");
    }
    ensure!(texts.len() == seen.taken.len(), "{} of {} there", texts.len(), seen.taken.len());
    scene.verify_ledger().await?;
    Ok(Found { faults: 1, acknowledged: seen.taken.len(), recovery: Some(healed) })
}

/// Fills the disk while messages are written.
pub async fn loses_nothing_under_load(binary: &Path, dir: &Path) -> anyhow::Result<Found> {
    match start(binary, dir, 0, 0).await? {
        Some((scene, disk)) => fill_under_load(scene, disk).await,
        None => anyhow::bail!(NO_SMALL_DISK),
    }
}
