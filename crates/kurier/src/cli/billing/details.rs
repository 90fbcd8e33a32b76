//! `kurier billing details|seller`: what stands on invoices.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::Paper;
use crate::cli::remote::{Remote, RemoteArgs};
use clap::Args;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing details 123456789012345
  kurier billing details 123456789012345 --set shop.json
")]
pub(super) struct Details {
    /// Id of the business
    business: String,
    #[command(flatten)]
    remote: RemoteArgs,
    /// Set them from this JSON file: name, street, postcode, city, country, email; vat_id, reference, language
    #[arg(long, value_name = "FILE")]
    set: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier billing seller
  kurier billing seller --set operator.json
")]
pub(super) struct Seller {
    /// Set them from this JSON file: as a business's, and contact, phone, iban; tax_number, bic, vat_rate, exempt
    #[arg(long, value_name = "FILE")]
    set: Option<PathBuf>,
    #[command(flatten)]
    remote: RemoteArgs,
}

pub(super) async fn business(args: &Details, paper: Paper) -> Outcome {
    let path = format!("/console/v1/businesses/{}/billing-details", args.business);
    details(&path, &args.remote, args.set.as_deref(), paper).await
}

pub(super) async fn seller(args: &Seller, paper: Paper) -> Outcome {
    details("/console/v1/billing/details", &args.remote, args.set.as_deref(), paper).await
}

async fn details(path: &str, to: &RemoteArgs, set: Option<&Path>, paper: Paper) -> Outcome {
    let remote = Remote::new(to)?;
    let found = match set {
        Some(file) => remote.post(path, &read(file)?).await?,
        None => remote.get(path).await?,
    };
    let members = found.as_object().cloned().unwrap_or_default();
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let lines: Vec<(&str, String)> =
        members.iter().map(|(name, value)| (name.as_str(), shown(value))).collect();
    paper.thing(&lines, &found);
    Ok(())
}

fn read(file: &Path) -> Outcome<Value> {
    let fail = |told: String| {
        Failure::new(Exit::Failed, "file", format!("cannot read {}: {told}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| fail(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| fail(error.to_string()))
}
