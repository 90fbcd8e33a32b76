//! `kurier quality`.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::text;
use clap::Args;
use serde_json::Value;

/// How the marketing of a business is liked: quality, strikes, pauses, what people say
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier quality 123456789012345
  KURIER_TOKEN=krt_… kurier quality 123456789012345 --json
")]
pub(crate) struct Quality {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    ask: BusinessArgs,
}

/// What is shown, by its name in the answer.
const SHOWN: [&str; 12] = [
    "quality",
    "state",
    "paused_until",
    "closed_at",
    "strikes",
    "strikes_close_at",
    "strike_expires_at",
    "delivered",
    "reports",
    "answers",
    "reasons",
    "people_per_day",
];

impl Quality {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/kurier/v1/quality?business={}", self.business);
        let found = self.ask.remote()?.get(&path).await?;
        let row = |name: &&str| {
            let value = found.get(*name).unwrap_or(&Value::Null);
            vec![name.replace('_', " "), said(value)]
        };
        let rows: Vec<Vec<String>> = SHOWN.iter().map(row).collect();
        paper.list(&["of", "is"], &rows, &found);
        paper.done(&format!("{} is {}", self.business, text(&found, "/quality")), "");
        Ok(())
    }
}

/// Nothing stands for what does not hold, and for counts below twenty.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(counts) => {
            let each = counts.iter().map(|(name, count)| format!("{name} {count}"));
            each.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
