//! `kurier template pacing`.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::text;
use clap::Args;
use serde_json::Value;

/// Which marketing templates go to a few people first, and what waits for their judgement
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template pacing 123456789012345
  KURIER_TOKEN=krt_… kurier template pacing 123456789012345 --json
")]
pub(super) struct Pacing {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Pacing {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/kurier/v1/assessments?business={}", self.business);
        let found = self.ask.remote()?.get(&path).await?;
        let all = found.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        let columns = ["id", "name", "language", "stage", "people", "waiting", "judged at"];
        paper.list(&columns, &rows, &found);
        paper.done(&counted(rows.len(), "template", "templates"), "kurier template show TEMPLATE");
        Ok(())
    }
}

fn row(of: &Value) -> Vec<String> {
    let number = |member: &str| of.get(member).and_then(Value::as_i64);
    let said = |member: &str| number(member).map_or("-".to_owned(), |n| n.to_string());
    let stage = number("stage").map_or("everybody".to_owned(), |stage| stage.to_string());
    let people = format!("{} of {}", said("people"), said("stage_ends_at"));
    let named = ["/template", "/name", "/language"].map(|member| text(of, member).to_owned());
    named.into_iter().chain([stage, people, said("waiting"), said("judged_at")]).collect()
}
