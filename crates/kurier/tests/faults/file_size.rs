//! A limit on the size of files (`ulimit -f`): a write beyond it is a full disk, and no signal ends
//! the process.

use crate::scene::{Scene, eventually, options};
use crate::senders::{Senders, text_of};
use anyhow::ensure;
use std::path::Path;
use std::time::Duration;

/// 8 MiB in the 512-byte blocks of `ulimit`.
const LIMITED: &str = "ulimit -f 16384 && exec \"$0\" \"$@\"";
const TEXT_BYTES: usize = 4_000;
const LIMIT_WITHIN: Duration = Duration::from_mins(1);
const HEALS_WITHIN: Duration = Duration::from_secs(5);

async fn write_beyond_the_limit(dir: &Path) -> anyhow::Result<()> {
    let mut limited = options(dir);
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
    // The log is written back and begins anew.
    eventually("messages to be taken again", HEALS_WITHIN, async || {
        Ok((senders.look().taken.len() > before + 8).then_some(()))
    })
    .await?;
    let seen = senders.stop().await;
    ensure!(scene.process.has_ended()?.is_none(), "it has ended:\n{}", scene.process.log()?);
    ensure!(seen.open.is_empty() && seen.unexpected.is_empty(), "{seen:?}");
    ensure!(seen.refused.iter().all(|why| *why == (503, 131_016, true)), "{:?}", seen.refused);
    let texts = scene.texts(&person).await?;
    ensure!(texts.values().all(|times| *times == 1), "shown twice");
    ensure!(texts.len() == seen.taken.len(), "{} of {} there", texts.len(), seen.taken.len());
    ensure!(seen.taken.iter().all(|key| texts.contains_key(&text_of(key, TEXT_BYTES))), "lost");
    scene.verify_ledger().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_size_limit_is_answered_like_a_full_disk() {
    let dir = tempfile::tempdir().unwrap();
    write_beyond_the_limit(dir.path()).await.unwrap();
}
