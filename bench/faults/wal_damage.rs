//! FT-03: the log or the database is torn or has a flipped bit at the next start. A damaged log gives a
//! prefix of what was committed, or a refusal with words; a damaged database is refused, found by the
//! checks, shown by the export, or hit where nothing lies.

use crate::fault::Place;
use crate::folder::{Folder, export};
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;
use testkit::stage::Stage;
use testkit::{ProcessOptions, Random, within};

const MESSAGES: usize = 150;
const SECTOR: u64 = 512;
/// The end of the log that is damaged.
const TAIL: u64 = 1 << 20;

/// How a damaged folder was met.
#[derive(Default)]
struct Met {
    whole: u64,
    prefix: u64,
    refused: u64,
    /// Of the database alone: found by a check after the start.
    found: u64,
    /// Of the database alone: only a comparison with an earlier export shows it.
    unseen: u64,
}

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let origin = record(place).await?;
    let whole = origin.export().await?.context("the undamaged folder does not open")?;
    let mut random = Random::new(3);
    let (mut log, mut database) = (Met::default(), Met::default());
    let mut rounds = place.rounds(40);
    let mut struck = 0;
    while rounds.next() {
        for is_log in [true, false] {
            struck += 1;
            let dir = place.fresh(&format!("damaged-{struck}"))?;
            origin.copy_to(&dir)?;
            let met = if is_log { &mut log } else { &mut database };
            let what = damage(&dir, is_log, &mut random)?;
            meet(&dir, &whole, is_log, met).await.with_context(|| what)?;
            std::fs::remove_dir_all(dir)?;
        }
    }
    let Met { whole, prefix, refused, .. } = log;
    ensure!(prefix + refused > 0, "no damage of the log had any effect");
    Ok(Row::new(struck, "damages")
        .note(format!(
            "Log: {whole} without effect, {prefix} gave a prefix of the commits, {refused} refused."
        ))
        .note(format!(
            "Database: {} without effect, {} refused at the start, {} found by the checks, {} seen only by \
             comparing exports.",
            database.whole, database.refused, database.found, database.unseen
        )))
}

/// A folder as `kill -9` leaves it: much of it in the log only.
async fn record(place: &Place) -> Result<Folder> {
    let dir = place.fresh("origin")?;
    let mut stage = Stage::set(ProcessOptions::new(kurier()?, &dir), 4).await?;
    // An orderly stop puts the beginning into the database, the rest stays in the log.
    stage.process()?.terminate().await?;
    stage.process()?.restart().await?;
    let load = stage.load(200)?;
    let enough = async {
        while load.taken().len() < MESSAGES {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within("the load", enough).await?;
    load.stop().await;
    stage.process()?.kill().await?;
    Folder::of(&dir.join("data"))
}

/// Flips a bit or cuts; answers what was done.
fn damage(dir: &Path, is_log: bool, random: &mut Random) -> Result<String> {
    let path = dir.join(if is_log { "kurier.db-wal" } else { "kurier.db" });
    let mut bytes = std::fs::read(&path)?;
    let length = bytes.len() as u64;
    ensure!(length > SECTOR, "{} is too short to be damaged", path.display());
    let from = if is_log { length.saturating_sub(TAIL) } else { 0 };
    let at = random.between(from, length);
    let what = if is_log && random.chance(40) {
        bytes.truncate(usize::try_from(at / SECTOR * SECTOR)?);
        format!("cut at sector {}", at / SECTOR)
    } else {
        let bit = random.between(0, 8);
        let byte = bytes.get_mut(usize::try_from(at)?).context("inside the file")?;
        *byte ^= 1 << bit;
        format!("bit {bit} of byte {at} of {length} flipped")
    };
    std::fs::write(&path, bytes)?;
    Ok(what)
}

async fn meet(dir: &Path, whole: &str, is_log: bool, met: &mut Met) -> Result<()> {
    match export(dir).await {
        Err(refusal) => {
            let words = format!("{refusal:#}");
            ensure!(words.chars().filter(|c| c.is_alphabetic()).count() > 10, "it said `{words}`");
            met.refused += 1;
        }
        Ok(found) if found.text == whole => met.whole += 1,
        Ok(found) if is_log => {
            ensure!(found.is_sound, "a started folder whose checks fail: {}", found.said);
            ensure!(is_prefix(&found.text, whole), "what came back is no prefix");
            met.prefix += 1;
        }
        Ok(found) if !found.is_sound => met.found += 1,
        Ok(_) => met.unseen += 1,
    }
    Ok(())
}

/// Whether everything that is never changed, and is in `found`, is in `whole` as well. That nothing is
/// missing in between, the checks of the ledger have seen.
fn is_prefix(found: &str, whole: &str) -> bool {
    let lasting = |text: &str| -> HashSet<String> {
        let kinds = ["{\"entry\"", "{\"event\"", "{\"transfer\""];
        let lasts = |line: &&str| kinds.iter().any(|kind| line.starts_with(kind));
        text.lines().filter(lasts).map(str::to_owned).collect()
    };
    lasting(found).is_subset(&lasting(whole))
}
