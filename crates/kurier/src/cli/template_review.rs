//! `kurier template waiting|approve|reject|category`: the operator's review.

use crate::cli::business::all;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template waiting 123456789012345
")]
pub(super) struct Waiting {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template approve 234567890123456
")]
pub(super) struct Approve {
    /// Id of the template
    template: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template reject 234567890123456 --reason promotional --note \"Leave the offer out.\"
")]
pub(super) struct Reject {
    /// Id of the template
    template: i64,
    /// Why, in the Cloud API's word
    #[arg(long, value_enum)]
    reason: Reason,
    /// What to change; the business reads it
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

/// Reasons of a rejection
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Reason {
    AbusiveContent,
    IncorrectCategory,
    InvalidFormat,
    Promotional,
    Scam,
    TagContentMismatch,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier template category 234567890123456 marketing
")]
pub(super) struct Recategorise {
    /// Id of the template
    template: i64,
    /// utility or marketing
    category: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Waiting {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/businesses/{}/templates?status=PENDING", self.business);
        let waiting = all(&Remote::new(&self.remote)?, &path).await?;
        let row = |row: &Value| {
            let member = |name| text(row, name).to_owned();
            vec![member("/id"), member("/name"), member("/language"), changed(row)]
        };
        let rows: Vec<Vec<String>> = waiting.iter().map(row).collect();
        paper.list(&["id", "name", "language", "changed"], &rows, &Value::Array(waiting));
        paper.done(
            &counted(rows.len(), "template waits", "templates wait"),
            "kurier template show TEMPLATE",
        );
        Ok(())
    }
}

/// Which parts of a template that waits differ from what was approved before; a new one says so.
pub(super) fn changed(template: &Value) -> String {
    if text(template, "/status") != "PENDING" {
        return String::new();
    }
    let changes = template.get("changes").and_then(Value::as_array);
    let parts: Vec<&str> = changes.into_iter().flatten().map(|one| text(one, "/part")).collect();
    if parts.is_empty() { "new".to_owned() } else { parts.join(", ") }
}

impl Approve {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let review = json!({ "status": "APPROVED" });
        decide(&self.remote, self.template, "review", &review, paper).await
    }
}

impl Reject {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let reason = match self.reason {
            Reason::AbusiveContent => "ABUSIVE_CONTENT",
            Reason::IncorrectCategory => "INCORRECT_CATEGORY",
            Reason::InvalidFormat => "INVALID_FORMAT",
            Reason::Promotional => "PROMOTIONAL",
            Reason::Scam => "SCAM",
            Reason::TagContentMismatch => "TAG_CONTENT_MISMATCH",
        };
        let review = json!({ "status": "REJECTED", "reason": reason, "note": self.note });
        decide(&self.remote, self.template, "review", &review, paper).await
    }
}

impl Recategorise {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let asked = json!({ "category": self.category });
        decide(&self.remote, self.template, "category", &asked, paper).await
    }
}

async fn decide(
    remote: &RemoteArgs,
    template: i64,
    what: &str,
    body: &Value,
    paper: Paper,
) -> Outcome {
    let path = format!("/console/v1/templates/{template}/{what}");
    let done = Remote::new(remote)?.post(&path, body).await?;
    let property = |name: &'static str, place| (name, text(&done, place).to_owned());
    let properties = [
        property("name", "/name"),
        property("language", "/language"),
        property("category", "/category"),
        property("status", "/status"),
        property("reason", "/rejected_reason"),
    ];
    paper.thing(&properties, &done);
    paper.done("template reviewed", &format!("kurier template show {template}"));
    Ok(())
}
