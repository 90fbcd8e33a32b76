//! FT-05: the n-th call of a kind fails, for n = 1, 2, … until a run meets no failure any more. A start
//! may fail with words; what was acknowledged is there; nothing panics.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use testkit::ProcessOptions;
use testkit::scene::{Scene, send};

/// Which call fails how.
const CALLS: [(&str, &str); 9] = [
    ("openat", "EMFILE"),
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("pread64", "EIO"),
    ("fdatasync", "EIO"),
    ("ftruncate", "EIO"),
    ("mmap", "ENOMEM"),
    ("socket", "EMFILE"),
    ("accept4", "EMFILE"),
];
const MESSAGES: u32 = 4;

/// How the runs went.
#[derive(Default)]
struct Met {
    struck: u64,
    unharmed: u64,
    refused_to_start: u64,
    stopped: u64,
    went_on: u64,
    acknowledged: u64,
}

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let has_strace = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    if !has_strace.is_ok_and(|status| status.success()) {
        return Ok(Row::not_run("strace is not installed"));
    }
    let mut met = Met::default();
    let mut rounds = place.rounds(2);
    // Spread far in a short run, one after the other in a long one.
    let (mut n, step) = (place.scaled(3, 1), place.scaled(37, 1));
    let mut clean: HashSet<(&str, &str)> = HashSet::new();
    while rounds.next() && clean.len() < CALLS.len() {
        for call in CALLS.iter().filter(|call| !clean.contains(*call)).copied().collect::<Vec<_>>()
        {
            let dir = place.fresh("call")?;
            let struck = one(&dir, call, n, &mut met).await;
            let struck = struck.with_context(|| format!("{} {} at call {n}", call.0, call.1))?;
            std::fs::remove_dir_all(&dir)?;
            if !struck {
                clean.insert(call);
            }
        }
        n += step;
    }
    Ok(Row::new(met.struck, "failed calls").nothing_lost(met.acknowledged).note(format!(
        "{} starts were refused with words, {} processes stopped, {} went on; {} runs met no such call.",
        met.refused_to_start, met.stopped, met.went_on, met.unharmed
    )))
}

/// One run; answers whether the failure struck.
async fn one(dir: &Path, (call, error): (&str, &str), n: u32, met: &mut Met) -> Result<bool> {
    let told = dir.join("strace.log");
    let mut options = ProcessOptions::new(kurier()?, dir);
    options.prefix = ["strace", "-f", "-D", "-q", "-o"].map(str::to_owned).into();
    options.prefix.extend([
        told.display().to_string(),
        "-e".to_owned(),
        format!("trace={call}"),
        "-e".to_owned(),
        format!("inject={call}:error={error}:when={n}"),
    ]);
    let acknowledged = if let Ok(scene) = Scene::start(options).await {
        hurt(scene, met).await?
    } else {
        met.refused_to_start += 1;
        Vec::new()
    };
    let log = std::fs::read_to_string(dir.join("kurier.log")).unwrap_or_default();
    ensure!(!log.contains("panicked at"), "it panicked:\n{log}");
    let traced = std::fs::read_to_string(&told).unwrap_or_default();
    let struck = traced.contains("(INJECTED)");
    met.struck += u64::from(struck);
    met.unharmed += u64::from(!struck);
    met.acknowledged += acknowledged.len() as u64;
    // On a sound machine everything acknowledged is there once.
    let scene = Scene::start(ProcessOptions::new(kurier()?, dir)).await.context("afterwards")?;
    let texts = scene.texts(&scene.person_a()?).await?;
    for text in &acknowledged {
        ensure!(texts.get(text) == Some(&1), "`{text}` was acknowledged: {texts:?}");
    }
    ensure!(texts.values().all(|times| *times == 1), "doubled: {texts:?}");
    scene.verify_ledger().await?;
    Ok(struck)
}

/// Sends a few messages; answers which of them were acknowledged.
async fn hurt(mut scene: Scene, met: &mut Met) -> Result<Vec<String>> {
    let person = scene.person_a()?;
    let mut acknowledged = Vec::new();
    for number in 0..MESSAGES {
        let text = format!("hurt {number}");
        if send(&scene.api, &person.wa_id, &text, &text).await.is_ok() {
            acknowledged.push(text);
        }
    }
    if scene.process.has_ended()?.is_some() {
        met.stopped += 1;
    } else {
        met.went_on += 1;
        scene.process.kill().await?;
    }
    Ok(acknowledged)
}
