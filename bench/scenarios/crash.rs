//! Kills the process at random moments under load and looks for anything lost or doubled.

use crate::people::build_disk;
use crate::report::Report;
use anyhow::{Context, Result};
use std::path::PathBuf;
use tempfile::TempDir;
use testkit::crash::{CrashOptions, run as run_crash};

const KILLS: u32 = 50;

pub(crate) async fn run() -> Result<Report> {
    println!("crash: {KILLS} random kills under 200 messages/s");
    let binary = std::env::var("KURIER_BIN").context("KURIER_BIN names the binary to measure")?;
    let folder = TempDir::with_prefix_in("crash", build_disk())?;
    let options = CrashOptions::new(PathBuf::from(binary), folder.path().to_owned(), KILLS);
    let outcome = run_crash(&options).await?;
    let mut report = Report::default();
    #[expect(clippy::cast_precision_loss, reason = "counts of a short run")]
    let count = |number: usize| number as f64;
    report.more("kills", f64::from(outcome.kills), "", None);
    report.more("messages acknowledged", count(outcome.acknowledged), "", None);
    report.less("acknowledged but lost", count(outcome.lost), "", Some(0.0));
    report.less("shown twice", count(outcome.shown_twice), "", Some(0.0));
    report.less("webhook events lost", count(outcome.webhook_lost), "", Some(0.0));
    report.less("ledger findings", count(outcome.ledger_findings.len()), "", Some(0.0));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of one start")]
    report.less("ready again, p95", outcome.ready_ms_p95 as f64, "ms", Some(2_000.0));
    anyhow::ensure!(outcome.is_clean(), "something was lost or doubled: {outcome:#?}");
    Ok(report)
}
