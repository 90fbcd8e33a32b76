//! `kurier schedule list|cancel`.

use crate::cli::as_business::{BusinessArgs, message_path};
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::text;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Most messages that the list shows at once.
const PAGE: u32 = 100;

/// Messages that go later
#[derive(Debug, Args)]
pub(crate) struct Schedule {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the messages of a business that wait for their time
    #[command(visible_alias = "ls")]
    List(List),
    /// Cancel a message that waits
    Cancel(Cancel),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier schedule list 123456789012345
  KURIER_TOKEN=krt_… kurier schedule list 123456789012345 --json
")]
struct List {
    /// Id of the business
    business: i64,
    /// Go on after this place, as the last list said
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier schedule cancel wamid.4mH2cVbq0L5cXn0s1Jp6Yw==
  kurier schedule cancel wamid.4mH2cVbq0L5cXn0s1Jp6Yw== --json
")]
struct Cancel {
    /// Id of the message, as the answer to its sending gave it
    message: String,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Schedule {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::List(list) => list.run(paper).await,
            What::Cancel(cancel) => cancel.run(paper).await,
        }
    }
}

impl List {
    async fn run(&self, paper: Paper) -> Outcome {
        let mut path = format!("/v23.0/{}/scheduled_messages?limit={PAGE}", self.business);
        if let Some(after) = &self.after {
            path.push_str("&after=");
            path.extend(after.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)));
        }
        let page = self.ask.remote()?.get(&path).await?;
        let found = page.pointer("/data").and_then(Value::as_array).cloned().unwrap_or_default();
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        paper.list(&["id", "send at", "to", "sender", "status"], &rows, &page);
        let next = match (page.pointer("/paging/next"), text(&page, "/paging/cursors/after")) {
            (Some(_), after) => format!("kurier schedule list {} --after {after}", self.business),
            (None, _) => "kurier schedule cancel MESSAGE".to_owned(),
        };
        paper.done(&counted(rows.len(), "message waits", "messages wait"), &next);
        Ok(())
    }
}

fn row(one: &Value) -> Vec<String> {
    let at = one.get("send_at").and_then(Value::as_i64);
    let member = |name| text(one, name).to_owned();
    vec![
        member("/id"),
        at.map(|at| at.to_string()).unwrap_or_default(),
        member("/to"),
        member("/phone_number_id"),
        member("/status"),
    ]
}

impl Cancel {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("{}/recall", message_path(&self.message));
        let answer = self.ask.remote()?.post(&path, &json!({})).await?;
        let properties = [
            ("id", text(&answer, "/id").to_owned()),
            ("status", text(&answer, "/status").to_owned()),
        ];
        paper.thing(&properties, &answer);
        paper.done("it will not be seen", "");
        Ok(())
    }
}
