//! A limit on the size of files (`ulimit -f`): a write beyond it is a full disk, and no signal ends
//! the process.

use super::Found;
use crate::process::ProcessOptions;
use crate::scene::{Scene, eventually};
use crate::senders::{Senders, text_of};
use anyhow::ensure;
use std::path::Path;
use std::time::{Duration, Instant};

/// 8 MiB in the 512-byte blocks of `ulimit`.
const LIMITED: &str = "ulimit -f 16384 && exec \"$0\" \"$@\"";
const TEXT_BYTES: usize = 4_000;
const LIMIT_WITHIN: Duration = Duration::from_mins(1);
const HEALS_WITHIN: Duration = Duration::from_secs(5);

/// Writes beyond the limit: refused like a full disk, and taken again once the log begins anew.
pub async fn is_like_a_full_disk(binary: &Path, dir: &Path) -> anyhow::Result<Found> {
    let mut limited = ProcessOptions::new(binary, dir);
    limited.prefix = ["sh", "-c", LIMITED].map(str::to_owned).into();
    let mut scene = Scene::start(limited).await?;
    let person = scene.person_a()?;
    let senders = Senders::start(&scene.api, &person.wa_id, 4, TEXT_BYTES);
    eventually("a refusal", LIMIT_WITHIN, async || {
        let seen = senders.look();
        ensure!(seen.open.is_empty(), "the process is gone");
        Ok((!seen.refused.is_empty()).then_some(()))
    })
    .await?;
    let before = senders.look().taken.len();
    let refused = Instant::now();
    // The log is written back and begins anew.
    eventually("messages to be taken again", HEALS_WITHIN, async || {
        Ok((senders.look().taken.len() > before + 8).then_some(()))
    })
    .await?;
    let healed = refused.elapsed();
    let seen = senders.stop().await;
    ensure!(scene.process.has_ended()?.is_none(), "it has ended:\n{}", scene.process.log()?);
    ensure!(seen.open.is_empty() && seen.unexpected.is_empty(), "{seen:?}");
    ensure!(seen.refused.iter().all(|why| *why == (503, 131_016, true)), "{:?}", seen.refused);
    let texts = scene.texts(&person).await?;
    ensure!(texts.values().all(|times| *times == 1), "shown twice");
    ensure!(texts.len() == seen.taken.len(), "{} of {} there", texts.len(), seen.taken.len());
    ensure!(seen.taken.iter().all(|key| texts.contains_key(&text_of(key, TEXT_BYTES))), "lost");
    scene.verify_ledger().await?;
    let faults = seen.refused.len() as u64;
    Ok(Found { faults, acknowledged: seen.taken.len(), recovery: Some(healed) })
}
