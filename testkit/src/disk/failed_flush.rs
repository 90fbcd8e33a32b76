//! A flush that fails: nobody knows what is on the disk, so nothing more is answered.

use super::Found;
use super::preload::build;
use crate::process::ProcessOptions;
use crate::scene::{Scene, send};
use crate::senders::{Senders, text_of};
use anyhow::{Context, ensure};
use std::collections::HashSet;
use std::fs;
use std::ops::RangeInclusive;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

const SENDERS: usize = 4;
const TEXT_BYTES: usize = 64;
const STOPS_WITHIN: Duration = Duration::from_secs(1);
const SIGABRT: i32 = 6;

/// What the library did: whether the log was concerned, and how many bytes it lost.
fn told(file: &Path) -> anyhow::Result<(bool, u64)> {
    let text =
        fs::read_to_string(file).context("no flush has failed: the library is not active")?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let [what, before, after] = words[..] else { anyhow::bail!("{text}") };
    Ok((what == "log", before.parse::<u64>()? - after.parse::<u64>()?))
}

async fn fail(
    binary: &Path,
    library: &Path,
    flush: u32,
    loses: bool,
) -> anyhow::Result<(usize, Duration)> {
    let dir = tempfile::tempdir()?;
    let (armed, told_file) = (dir.path().join("armed"), dir.path().join("told"));
    let mut failing = ProcessOptions::new(binary, dir.path());
    let text = |path: &Path| path.display().to_string();
    failing.environment = vec![
        ("LD_PRELOAD".to_owned(), text(library)),
        ("FAIL_SYNC_ARMED".to_owned(), text(&armed)),
        ("FAIL_SYNC_TOLD".to_owned(), text(&told_file)),
        ("FAIL_SYNC_AT".to_owned(), flush.to_string()),
    ];
    if loses {
        failing.environment.push(("FAIL_SYNC_LOSES".to_owned(), "1".to_owned()));
    }
    let mut scene = Scene::start(failing).await?;
    let person = scene.person_a()?;
    send(&scene.api, &person.wa_id, "before", "before").await.context("before the fault")?;
    fs::write(&armed, "")?;

    let senders = Senders::start(&scene.api, &person.wa_id, SENDERS, TEXT_BYTES);
    let status = scene.process.ended().await?;
    let ended_file = dir.path().join("ended");
    fs::write(&ended_file, "")?;
    ensure!(status.signal() == Some(SIGABRT), "it ended with {status}");
    let at = |file: &Path| fs::metadata(file).and_then(|found| found.modified());
    let took = at(&ended_file)?.duration_since(at(&told_file)?).unwrap_or_default();
    ensure!(took <= STOPS_WITHIN, "it ended {took:?} after the failure");
    let (of_log, lost_bytes) = told(&told_file)?;
    ensure!(of_log, "the flush was not one of the log");
    ensure!((lost_bytes > 0) == loses, "{lost_bytes} bytes were lost");
    let log = scene.process.log()?;
    let said = log.lines().filter(|line| line.starts_with("kurier: the disk failed")).count();
    ensure!(said == 1, "it said {said} times why:\n{log}");
    let seen = senders.stop().await;
    ensure!(seen.unexpected.is_empty() && seen.refused.is_empty(), "{seen:?}");
    ensure!(!seen.open.is_empty(), "the failed flush concerned nobody");

    settle(binary, dir.path(), &seen.taken, &seen.open).await?;
    Ok((seen.taken.len(), took))
}

/// After a start on a sound disk everything acknowledged is there once, also what had lost its only
/// chance to be flushed; and what was open is there once after it was repeated.
async fn settle(
    binary: &Path,
    dir: &Path,
    taken: &[String],
    open: &[String],
) -> anyhow::Result<()> {
    let scene = Scene::start(ProcessOptions::new(binary, dir)).await?;
    let person = scene.person_a()?;
    let before = scene.texts(&person).await?;
    for key in taken {
        ensure!(before.get(&text_of(key, TEXT_BYTES)) == Some(&1), "{key} was taken: {before:?}");
    }
    for key in open {
        let text = text_of(key, TEXT_BYTES);
        send(&scene.api, &person.wa_id, key, &text).await.with_context(|| key.clone())?;
        send(&scene.api, &person.wa_id, key, &text).await.with_context(|| key.clone())?;
    }
    let after = scene.texts(&person).await?;
    ensure!(after.values().all(|times| *times == 1), "shown twice: {after:?}");
    let due: HashSet<String> = taken
        .iter()
        .chain(open)
        .map(|key| text_of(key, TEXT_BYTES))
        .chain(["before".to_owned()])
        .collect();
    ensure!(due == after.keys().cloned().collect(), "{due:?} were due, {after:?} is there");
    scene.verify_ledger().await
}

/// Lets each of these flushes fail, counted from a moment under load, in a run of its own. `loses` =
/// what was not flushed is gone from the disk, too.
pub async fn stops_the_process(
    binary: &Path,
    flushes: RangeInclusive<u32>,
    loses: bool,
) -> anyhow::Result<Found> {
    let dir = tempfile::tempdir()?;
    let library = build(dir.path(), "fail_sync", include_str!("fail_sync.c"))?;
    let mut found = Found::default();
    for flush in flushes {
        let failed = fail(binary, &library, flush, loses).await;
        let (acknowledged, took) = failed.with_context(|| format!("flush {flush} failed"))?;
        found.faults += 1;
        found.acknowledged += acknowledged;
        found.recovery = found.recovery.max(Some(took));
    }
    Ok(found)
}
