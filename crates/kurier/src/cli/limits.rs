//! `kurier limits`.

use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::Args;
use serde_json::{Value, json};

/// What a business may do, and how much of it is left
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier limits 123456789012345
  kurier limits 123456789012345 --tier TIER_10K --fast true
")]
pub(crate) struct Limits {
    /// Id of the business
    business: String,
    /// Let it reach so many people a day: TIER_250, TIER_2K, TIER_10K, TIER_100K, TIER_UNLIMITED
    #[arg(long)]
    tier: Option<String>,
    /// Let its senders send 1,000 messages a second, or 80 as others
    #[arg(long, value_name = "TRUE|FALSE")]
    fast: Option<bool>,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Limits {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let remote = Remote::new(&self.remote)?;
        let path = format!("/console/v1/businesses/{}/limits", self.business);
        let is_change = self.tier.is_some() || self.fast.is_some();
        let found = if is_change {
            remote.post(&path, &json!({ "tier": self.tier, "fast": self.fast })).await?
        } else {
            remote.get(&path).await?
        };
        let lines = found.get("limits").and_then(Value::as_array).cloned().unwrap_or_default();
        let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
        paper.list(&["limit", "value", "used", "left", "raised by"], &rows, &found);
        let done = format!("{} has {}", self.business, text(&found, "/tier"));
        paper.done(&done, "kurier business ls");
        Ok(())
    }
}

fn row(line: &Value) -> Vec<String> {
    let number = |name: &str, absent: &str| {
        let value = line.get(name).and_then(Value::as_i64);
        value.map_or_else(|| absent.to_owned(), |value| value.to_string())
    };
    vec![
        text(line, "/name").to_owned(),
        number("value", "none"),
        number("used", "-"),
        number("left", "-"),
        text(line, "/raised_by").to_owned(),
    ]
}
