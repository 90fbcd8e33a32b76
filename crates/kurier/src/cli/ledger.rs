//! `kurier ledger verify`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use crate::cli::place::PlaceArgs;
use crate::cli::remote::{Remote, RemoteArgs};
use anyhow::Context;
use clap::{Args, Subcommand};
use kurier_store::record::LedgerReport;
use serde_json::json;

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
    /// Read the data themselves instead of asking a server: a folder whose server does not run, or a database
    #[arg(long)]
    offline: bool,
    /// With --offline: the database to read
    #[arg(long, env = "KURIER_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Ledger {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let What::Verify(verify) = &self.what;
        let report = if verify.offline {
            offline(verify).await?
        } else {
            let remote = Remote::new(&verify.remote)?;
            let answer = remote.post("/console/v1/ledger/verify", &json!({})).await?;
            serde_json::from_value(answer).context("the answer is no ledger report")?
        };
        show(&report, paper)
    }
}

async fn offline(verify: &Verify) -> Outcome<LedgerReport> {
    let place = PlaceArgs::new(verify.remote.data.clone(), verify.database_url.clone());
    let store = place.open_existing().await?;
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
        ("not yet at the bank", report.uncleared.to_string()),
        ("head", report.head.clone()),
    ];
    paper.thing(&properties, &json!(report));
    for line in &report.invariants {
        let (name, says) = (line.invariant.name(), line.invariant.says());
        let mark = if line.broken == 0 { "✓" } else { "✗" };
        if !paper.is_json() {
            print(&format!(
                "{mark} {name:<3} {says}: {} looked at, {} broken",
                line.checked, line.broken
            ));
        }
    }
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
