//! Kills the process at random moments under load and looks for anything lost or doubled.

use crate::measure::count;
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::build_disk;
use crate::server::sandbox::binary;
use anyhow::Result;
use tempfile::TempDir;
use testkit::crash::{CrashOptions, run as run_crash};

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("crash", backend);
    let kills = if run.options.short { 2 } else { 50 };
    let folder = TempDir::with_prefix_in("crash", build_disk())?;
    let options = CrashOptions::new(binary()?, folder.path().to_owned(), kills);
    let outcome = run_crash(&options).await?;
    let tally = &outcome.tally;
    report.plain("kills", f64::from(outcome.kills), "");
    report.plain("messages acknowledged", count(tally.acknowledged), "");
    report.less("acknowledged but lost", count(tally.lost), "");
    report.less("shown twice", count(tally.doubled), "");
    report.less("webhook events lost", count(tally.webhook_lost), "");
    report.less("ledger findings", count(tally.ledger_findings.len()), "");
    report.less("ready again, p95", count(outcome.ready_ms_p95), "ms");
    anyhow::ensure!(tally.is_clean(), "something was lost or doubled: {outcome:#?}");
    Ok(report)
}
