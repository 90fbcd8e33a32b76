//! FT-09: the machine's clock jumps, forward and back, under load: libfaketime stands between the
//! program and the time. (The machine's own clock is never touched.)

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::stage::{Stage, Tally};
use testkit::{Load, ProcessOptions, within};

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;
/// Where Debian puts the library, by architecture.
const FOLDERS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime",
    "/usr/lib/aarch64-linux-gnu/faketime",
    "/usr/lib/faketime",
];

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let library = FOLDERS.iter().map(|dir| Path::new(dir).join("libfaketimeMT.so.1"));
    let Some(library) = library.into_iter().find(|path| path.is_file()) else {
        return Ok(Row::not_run("libfaketime is not installed"));
    };
    let dir = place.fresh("clock")?;
    let file = dir.join("faketime");
    let clock = FakeClock { file };
    clock.set(0)?;
    let mut stage = Stage::set(clock.options(&library, &dir)?, 8).await?;
    let mut jumps = 0;
    let mut all = Tally::default();

    // An hour forward and back, and steps of five seconds backward.
    let load = stage.load(100)?;
    for offset in [HOUR_S, 0, HOUR_S + 5, HOUR_S, HOUR_S - 5, HOUR_S - 10, HOUR_S + 60] {
        clock.set(offset)?;
        jumps += 1;
        some_more(&load).await?;
    }
    let first = stage.settle(&load).await?;
    all.acknowledged += first.acknowledged;
    let ok = first.is_clean();

    // Thirty days forward: windows have closed, so templates only; and an hour back.
    clock.set(30 * DAY_S + HOUR_S + 60)?;
    stage.begin_anew().await?;
    stage.close_windows();
    let load = stage.load(100)?;
    for offset in [30 * DAY_S, 30 * DAY_S + 2 * HOUR_S] {
        clock.set(offset)?;
        jumps += 1;
        some_more(&load).await?;
    }
    let second = stage.settle(&load).await?;
    let acknowledged = (all.acknowledged + second.acknowledged) as u64;
    let row = if ok {
        Row::new(jumps, "jumps").tally(&second)
    } else {
        Row::new(jumps, "jumps").tally(&first)
    };
    Ok(Row { acknowledged: Some(acknowledged), ..row }
        .note(
            "±1 h, 5 s steps backward and +30 days with libfaketime; while the clock is set back, time \
             stands still inside, so order and ids are untouched.",
        )
        .must(
            second.webhooks_repeated <= 64,
            format!("{} webhooks came again: a storm of retries", second.webhooks_repeated),
        ))
}

struct FakeClock {
    file: PathBuf,
}

impl FakeClock {
    /// So many seconds beside the real time.
    fn set(&self, offset_s: i64) -> Result<()> {
        let fresh = self.file.with_extension("new");
        std::fs::write(&fresh, format!("{offset_s:+}s\n"))?;
        Ok(std::fs::rename(fresh, &self.file)?)
    }

    fn options(&self, library: &Path, dir: &Path) -> Result<ProcessOptions> {
        let mut options = ProcessOptions::new(kurier()?, dir);
        let pair = |name: &str, value: String| (name.to_owned(), value);
        options.environment = vec![
            pair("LD_PRELOAD", library.display().to_string()),
            pair("FAKETIME_TIMESTAMP_FILE", self.file.display().to_string()),
            pair("FAKETIME_NO_CACHE", "1".to_owned()),
            pair("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            pair("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        Ok(options)
    }
}

/// Waits until some more messages were taken under the new time.
async fn some_more(load: &Load) -> Result<()> {
    let enough = load.taken().len() + 20;
    let more = async {
        while load.taken().len() < enough && load.refused().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within("messages under the new time", more).await.context(format!("{:?}", load.refused()))
}
