//! The crash scenario: the real program is ended at random moments under load, again and again, and
//! in the end everything it acknowledged must be there exactly once, and `kurier ledger verify` finds every invariant
//! of the ledger in what it left behind.

mod report;

pub use report::CrashReport;

use crate::process::ProcessOptions;
use crate::random::Random;
use crate::stage::Stage;
use anyhow::Context;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How the program is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `kill -9`.
    Kill,
    /// SIGTERM; it must end with success.
    Stop,
}

/// How hard to try.
#[derive(Debug, Clone)]
pub struct CrashOptions {
    /// The program.
    pub binary: PathBuf,
    /// An empty folder; kept by the caller.
    pub dir: PathBuf,
    /// How often to end it …
    pub kills: u32,
    /// … and how.
    pub ending: Ending,
    /// Ends before that many kills when this moment has passed.
    pub until: Option<Instant>,
    /// People, of whom about two thirds are online at any moment.
    pub people: usize,
    /// Messages asked for per second.
    pub per_second: u32,
    /// Makes the moments repeatable.
    pub seed: u64,
}

impl CrashOptions {
    /// 200 messages a second to 50 people.
    pub fn new(binary: PathBuf, dir: PathBuf, kills: u32) -> Self {
        let (ending, until) = (Ending::Kill, None);
        Self { binary, dir, kills, ending, until, people: 50, per_second: 200, seed: 1 }
    }
}

/// Runs the scenario.
pub async fn run(options: &CrashOptions) -> anyhow::Result<CrashReport> {
    let process = ProcessOptions::new(&options.binary, &options.dir);
    let mut stage = Stage::set(process, options.people).await?;
    let mut random = Random::new(options.seed);
    let load = stage.load(options.per_second)?;
    let (mut ready_ms, mut audits) = (Vec::new(), Vec::new());
    for number in 1..=options.kills {
        if options.until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        // The span between two kills is part of the scenario: mostly under full load, sometimes
        // while the program is still coming up.
        tokio::time::sleep(Duration::from_millis(random.between(50, 1_200))).await;
        stage.shuffle(&mut random);
        let process = stage.process()?;
        match options.ending {
            Ending::Kill => {
                process.kill().await?;
                // What lies there in the middle of the load, as the last of them left it.
                if number == options.kills {
                    audits.push(process.verify_ledger().await?);
                }
            }
            Ending::Stop => {
                anyhow::ensure!(process.terminate().await?, "it did not end with success");
            }
        }
        process.restart().await.context("it did not come up again")?;
        ready_ms.push(u64::try_from(process.ready.as_millis()).unwrap_or(u64::MAX));
    }
    let tally = stage.settle(&load).await?;
    let process = stage.process()?;
    process.kill().await?;
    audits.push(process.verify_ledger().await?);
    Ok(CrashReport::new(tally, ready_ms, &audits))
}
