//! `kurier events`: the event log of a business, and how each event was told.

use crate::cli::as_business::BusinessArgs;
use crate::cli::event_range::EventRange;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::text;
use clap::Args;
use serde_json::Value;

/// List the events of a business, of the last 30 days, and how their webhooks fared
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier events --from 1200 --to 1300
  kurier events --since 1700000000 --field messages --json
  kurier events --event evt_123456789012345_1207 --json
")]
pub(crate) struct Events {
    #[command(flatten)]
    range: EventRange,
    /// Events of this field alone, such as messages
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// Events shown at once, at most 100
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    limit: u32,
    /// Go on after this place, as the last list said
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Events {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let page = self.ask.remote()?.get(&self.path()).await?;
        let found = page.pointer("/data").and_then(Value::as_array).cloned().unwrap_or_default();
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        paper.list(&["event", "time", "field", "state", "attempts", "last answer"], &rows, &page);
        let next = match (page.pointer("/paging/next"), text(&page, "/paging/cursors/after")) {
            (Some(_), after) => format!("kurier events --after {after}"),
            (None, _) => "kurier replay --event EVENT".to_owned(),
        };
        paper.done(&counted(rows.len(), "event", "events"), &next);
        Ok(())
    }

    fn path(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &self.limit.to_string());
        query.extend_pairs(self.range.asked());
        for (name, value) in [("field", &self.field), ("after", &self.after)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        format!("/kurier/v1/events?{}", query.finish())
    }
}

fn row(one: &Value) -> Vec<String> {
    let number = |name| one.get(name).and_then(Value::as_i64).unwrap_or_default().to_string();
    let attempts = one.get("attempts").and_then(Value::as_array).cloned().unwrap_or_default();
    let last = attempts.last().map(|last| match last.get("status").and_then(Value::as_i64) {
        Some(status) => status.to_string(),
        None => text(last, "/error").to_owned(),
    });
    vec![
        number("event"),
        number("timestamp"),
        text(one, "/field").to_owned(),
        text(one, "/state").to_ascii_lowercase(),
        attempts.len().to_string(),
        last.unwrap_or_default(),
    ]
}
