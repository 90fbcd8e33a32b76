//! `kurier sender waiting|show|vouch|approve|decline`: what the operator decides about senders.

use crate::cli::business::all;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Senders
#[derive(Debug, Args)]
pub(crate) struct Sender {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List senders whose number waits for its proof, or whose name for you
    Waiting(Waiting),
    /// Show a sender, with the code that proves its number, if it asked for one
    Show(Show),
    /// Say that the number is the business's, because you know it by other means than the code
    Vouch(Vouch),
    /// Allow the name that a sender asks for
    Approve(Approve),
    /// Do not allow it
    Decline(Decline),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sender waiting
")]
struct Waiting {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sender show 234567890123456
")]
struct Show {
    /// Id of the sender
    sender: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sender vouch 234567890123456
")]
struct Vouch {
    /// Id of the sender
    sender: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sender approve 234567890123456 'Blue Air'
")]
struct Approve {
    /// Id of the sender
    sender: i64,
    /// The name that you looked at
    name: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier sender decline 234567890123456 'City Bank' --reason 'It is no bank.'
")]
struct Decline {
    /// Id of the sender
    sender: i64,
    /// The name that you looked at
    name: String,
    /// Why; the business reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Sender {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Waiting(waiting) => waiting.run(paper).await,
            What::Show(show) => {
                let path = format!("/console/v1/senders/{}", show.sender);
                print(paper, &Remote::new(&show.remote)?.get(&path).await?);
                Ok(())
            }
            What::Vouch(vouch) => {
                decide(&vouch.remote, (vouch.sender, "vouch"), &json!({}), paper).await
            }
            What::Approve(one) => {
                let body = json!({ "name": one.name, "status": "APPROVED" });
                decide(&one.remote, (one.sender, "name"), &body, paper).await
            }
            What::Decline(one) => {
                let body = json!({ "name": one.name, "status": "DECLINED", "reason": one.reason });
                decide(&one.remote, (one.sender, "name"), &body, paper).await
            }
        }
    }
}

impl Waiting {
    async fn run(&self, paper: Paper) -> Outcome {
        let waiting = all(&Remote::new(&self.remote)?, "/console/v1/senders").await?;
        let row = |row: &Value| {
            let number = if is_proved(row) { "proved" } else { "to be proved" };
            let cells = [
                text(row, "/id"),
                text(row, "/display_number"),
                number,
                text(row, "/code/code"),
                asked_name(row),
            ];
            cells.map(str::to_owned).to_vec()
        };
        let rows: Vec<Vec<String>> = waiting.iter().map(row).collect();
        let heads = ["id", "number", "state", "code", "asks for the name"];
        paper.list(&heads, &rows, &Value::Array(waiting));
        paper.done(
            &counted(rows.len(), "sender waits", "senders wait"),
            "kurier sender approve SENDER NAME",
        );
        Ok(())
    }
}

fn is_proved(sender: &Value) -> bool {
    sender.get("number_proved").and_then(Value::as_bool).unwrap_or(false)
}

/// The name that nobody has looked at yet.
fn asked_name(sender: &Value) -> &str {
    let declined = sender.pointer("/asks_name/declined").is_some_and(|reason| !reason.is_null());
    if declined { "" } else { text(sender, "/asks_name/name") }
}

async fn decide(
    remote: &RemoteArgs,
    (sender, what): (i64, &str),
    body: &Value,
    paper: Paper,
) -> Outcome {
    let path = format!("/console/v1/senders/{sender}/{what}");
    print(paper, &Remote::new(remote)?.post(&path, body).await?);
    Ok(())
}

fn print(paper: Paper, sender: &Value) {
    let number = if is_proved(sender) { "proved" } else { "to be proved" };
    let properties = [
        ("id", text(sender, "/id").to_owned()),
        ("number", format!("+{} ({number})", text(sender, "/display_number"))),
        ("code", text(sender, "/code/code").to_owned()),
        ("hand it over by", text(sender, "/code/method").to_owned()),
        ("name", format!("{} ({})", text(sender, "/name"), text(sender, "/name_status"))),
        ("asks for the name", asked_name(sender).to_owned()),
    ];
    let told: Vec<(&str, String)> =
        properties.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    paper.thing(&told, sender);
}
