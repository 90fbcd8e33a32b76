//! `kurier ledger verify`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::Paper;
use crate::cli::remote::{Remote, RemoteArgs};
use crate::wiring::store::{self, Worth};
use anyhow::Context;
use clap::{Args, Subcommand};
use kurier_store::record::LedgerReport;
use serde_json::json;
use std::path::Path;

/// The ledger
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Recompute every posting from the messages and compare
    Verify(Verify),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier ledger verify
  kurier ledger verify --offline --data ./kurier-data
")]
struct Verify {
    #[command(flatten)]
    remote: RemoteArgs,
    /// Read the data folder itself; the server must not run
    #[arg(long)]
    offline: bool,
}

impl Ledger {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let What::Verify(verify) = &self.what;
        let report = if verify.offline {
            offline(&verify.remote.data).await?
        } else {
            let remote = Remote::new(&verify.remote)?;
            let answer = remote.post("/console/v1/ledger/verify", &json!({})).await?;
            serde_json::from_value(answer).context("the answer is no ledger report")?
        };
        show(&report, paper)
    }
}

async fn offline(data: &Path) -> Outcome<LedgerReport> {
    if !data.is_dir() {
        let message = format!("there is no data folder {}", data.display());
        return Err(Failure::new(Exit::NotFound, "no_data", message).hint("name it with --data"));
    }
    let store = store::open(data, Worth::Lasting).await?;
    let report = store.verify_ledger().await.context("the ledger cannot be read")?;
    store.close().await.context("the store did not close")?;
    Ok(report)
}

fn show(report: &LedgerReport, paper: Paper) -> Outcome {
    let properties = [
        ("transfers", report.transfers.to_string()),
        ("messages", report.messages.to_string()),
        ("imbalance", report.imbalance.to_string()),
        ("findings", report.findings.len().to_string()),
    ];
    paper.thing(&properties, &json!(report));
    if report.findings.is_empty() && report.imbalance.0 == 0 {
        paper.done("the ledger is in order", "");
        return Ok(());
    }
    for finding in &report.findings {
        paper.warn(finding);
    }
    let count = report.findings.len();
    Err(Failure::new(Exit::Findings, "ledger_findings", format!("the ledger has {count} findings"))
        .hint("do not delete anything; keep a copy of the data folder and report it"))
}
