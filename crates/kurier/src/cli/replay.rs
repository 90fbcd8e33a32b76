//! `kurier replay`: posts events of a business again.

use crate::cli::as_business::BusinessArgs;
use crate::cli::event_range::EventRange;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use clap::Args;
use serde_json::{Map, Value};

/// Post webhooks of a business again, with the ids they had
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier replay --event 1207
  kurier replay --from 1200 --to 1300
  kurier replay --since 1700000000 --json
")]
pub(crate) struct Replay {
    #[command(flatten)]
    range: EventRange,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Replay {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let asked = self.range.asked().into_iter();
        let body: Map<String, Value> =
            asked.map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
        let remote = self.ask.remote()?;
        let answer = remote.post("/kurier/v1/events/replay", &Value::Object(body)).await?;
        let count = answer.get("events").and_then(Value::as_u64).unwrap_or_default();
        paper.thing(&[("deliveries", count.to_string())], &answer);
        paper.done("they come again", "kurier events --since SECOND");
        Ok(())
    }
}
