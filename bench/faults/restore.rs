//! FT-19: a backup taken under load, an older one restored, and devices that hold more than it.

use crate::device::{Device, address};
use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use testkit::scene::{Person, Scene, send};
use testkit::{ProcessOptions, Senders, text_of, within};

const TEXT_BYTES: usize = 40;
const MESSAGES: usize = 150;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let mut rounds = place.rounds(2);
    let (mut backups, mut checked, mut reused) = (0, 0, 0);
    let mut slowest = Duration::ZERO;
    while rounds.next() {
        backups += 1;
        let dir = place.fresh(&format!("restore-{backups}"))?;
        let mut scene = Scene::start(ProcessOptions::new(kurier()?, &dir)).await?;
        let person = scene.person_a()?;
        let senders = Senders::start(&scene.api, &person.wa_id, 4, TEXT_BYTES);
        until(&senders, MESSAGES).await?;
        let owed = senders.look().taken.clone();
        let backup = back_up(&dir)?;
        until(&senders, 2 * MESSAGES).await?;
        let seen = senders.stop().await;
        ensure!(seen.open.is_empty() && seen.unexpected.is_empty(), "{seen:?}");
        let later = scene.heads(&person).await?.0;
        let known = ids_after(&scene, &person, later).await?;
        scene.process.kill().await?;

        let begun = Instant::now();
        let restored = restore(&dir, &backup)?;
        let scene = Scene::start(ProcessOptions::new(kurier()?, &restored)).await?;
        slowest = slowest.max(begun.elapsed());
        let texts = scene.texts(&person).await?;
        for key in &owed {
            let times = texts.get(&text_of(key, TEXT_BYTES)).copied().unwrap_or(0);
            ensure!(times == 1, "{key}, acknowledged before the backup, is there {times} times");
            checked += 1;
        }
        ensure!(texts.values().all(|times| *times == 1), "doubled");
        scene.verify_ledger().await?;
        let new_ids = newer_device(&scene, &person, later).await?;
        reused += new_ids.intersection(&known).count();
    }
    Ok(Row::new(backups, "restores")
        .nothing_lost(checked)
        .recovery(Some(slowest), "backup file to listening, slowest")
        .note("VACUUM INTO under load; a device that holds places beyond the restored head goes on from now, and one that starts anew gets all.")
        .note(format!(
            "Of the ids of the last messages before the loss, {reused} were given out again after the restore."
        )))
}

async fn until(senders: &Senders, taken: usize) -> Result<()> {
    let enough = async {
        while senders.look().taken.len() < taken {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within("messages", enough).await
}

/// A consistent copy of the running server's database; sound by itself.
fn back_up(dir: &Path) -> Result<PathBuf> {
    let backup = dir.join("backup.db");
    let conn = Connection::open(dir.join("data/kurier.db"))?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.execute("VACUUM INTO ?1", [backup.display().to_string()])?;
    Ok(backup)
}

/// An empty host with the backup and the sandbox's cast.
fn restore(dir: &Path, backup: &Path) -> Result<PathBuf> {
    let restored = dir.join("restored");
    std::fs::create_dir_all(restored.join("data"))?;
    std::fs::copy(backup, restored.join("data/kurier.db"))?;
    std::fs::copy(dir.join("data/sandbox.json"), restored.join("data/sandbox.json"))?;
    Ok(restored)
}

/// Three more messages; their ids.
async fn ids_after(scene: &Scene, person: &Person, mark: u64) -> Result<HashSet<String>> {
    let mut ids = HashSet::new();
    for number in 0..3 {
        let text = format!("at {mark} number {number} of {}", scene.process.base);
        ids.insert(send(&scene.api, &person.wa_id, &text, &text).await?.id);
    }
    Ok(ids)
}

/// A device that knows a later history, and one that knows nothing; answers the ids of new messages.
async fn newer_device(scene: &Scene, person: &Person, later: u64) -> Result<HashSet<String>> {
    let at = address(&scene.process.base)?;
    let (head, _) = scene.heads(person).await?;
    ensure!(head < later, "the backup is not older: {head} and {later}");
    let mut ahead = Device::connect(at, &person.session, None).await?;
    ahead.hello(later).await?;
    let welcome = ahead.wait_for("welcome").await?;
    ensure!(welcome.get("head").and_then(Value::as_u64) == Some(head), "it hears {welcome}");
    ahead.wait_for("live").await?;
    // Places until the lost head are given out again, so many that old ids could come back.
    let mut ids = HashSet::new();
    for number in head..later + 4 {
        let text = format!("again {number} of {}", scene.process.base);
        ids.insert(send(&scene.api, &person.wa_id, &text, &text).await?.id);
        let entry = ahead.wait_for("entry").await?;
        let seq = entry.pointer("/entry/seq").and_then(Value::as_u64);
        ensure!(seq == Some(number + 1), "place {seq:?} came where {} was due", number + 1);
        ahead.say(&json!({ "t": "ack", "seq": seq })).await?;
    }
    let mut anew = Device::connect(at, &person.session, None).await?;
    anew.hello(0).await?;
    let mut last = 0;
    let end = scene.heads(person).await?.0;
    while last < end {
        let entry = anew.wait_for("entry").await?;
        let seq = entry.pointer("/entry/seq").and_then(Value::as_u64).context("no place")?;
        ensure!(seq == last + 1, "place {seq} came after {last}");
        last = seq;
        anew.say(&json!({ "t": "ack", "seq": seq })).await?;
    }
    Ok(ids)
}
