//! `kurier business features ls|grant|deny|kill|revoke`.

use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::pilot::{in_days, said};
use crate::cli::remote::{Remote, RemoteArgs, moment_us};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What a business may do in the pilot, until when and why
#[derive(Debug, Args)]
pub(crate) struct Features {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every feature, and why it is there or not
    Ls(Ls),
    /// Give a feature
    Grant(Give),
    /// Deny a feature
    Deny(Give),
    /// Switch a feature off until it is revoked
    Kill(Take),
    /// Take back what operators said about a feature
    Revoke(Take),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business features ls 123456789012345
")]
struct Ls {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business features grant 123456789012345 media --until 30 --reason 'Pictures of cows.'
  kurier business features grant 123456789012345 limits.people_per_day --value 500 --until 30 --reason 'Asked for.'
")]
struct Give {
    /// Id of the business
    business: i64,
    /// Key of the feature
    feature: String,
    /// Days until it ends
    #[arg(long, value_name = "DAYS")]
    until: u32,
    /// How much of it, where it is counted
    #[arg(long)]
    value: Option<u32>,
    /// Why; the business reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business features kill 123456789012345 media --reason 'Its pictures are broken.'
  kurier business features revoke 123456789012345 media --reason 'They are mended.'
")]
struct Take {
    /// Id of the business
    business: i64,
    /// Key of the feature
    feature: String,
    /// Why; the business reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Features {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Ls(args) => {
                let path = path(args.business, "");
                shown(&Remote::new(&args.remote)?.get(&path).await?, paper);
                Ok(())
            }
            What::Grant(args) => args.run("grant", paper).await,
            What::Deny(args) => args.run("deny", paper).await,
            What::Kill(args) => {
                let body = json!({ "feature": args.feature, "source": "kill_switch",
                    "reason": args.reason });
                let path = path(args.business, "");
                shown(&Remote::new(&args.remote)?.post(&path, &body).await?, paper);
                Ok(())
            }
            What::Revoke(args) => {
                let body = json!({ "feature": args.feature, "reason": args.reason });
                let path = path(args.business, "/revoke");
                shown(&Remote::new(&args.remote)?.post(&path, &body).await?, paper);
                Ok(())
            }
        }
    }
}

impl Give {
    async fn run(&self, source: &str, paper: Paper) -> Outcome {
        let body = json!({
            "feature": self.feature,
            "source": source,
            "value": self.value,
            "until": in_days(self.until),
            "reason": self.reason,
        });
        let path = path(self.business, "");
        shown(&Remote::new(&self.remote)?.post(&path, &body).await?, paper);
        Ok(())
    }
}

fn path(business: i64, what: &str) -> String {
    format!("/console/v1/businesses/{business}/features{what}")
}

fn shown(found: &Value, paper: Paper) {
    let row = |one: &Value| {
        let member = |at| said(one.pointer(at));
        let until = moment_us(one, "/by/expires");
        let columns = ["/feature", "/allowed", "/why", "/value"].map(member);
        [&columns[..], &[until, member("/by/reason")]].concat()
    };
    let all = found.get("features").and_then(Value::as_array);
    let rows: Vec<Vec<String>> = all.into_iter().flatten().map(row).collect();
    paper.list(&["feature", "has it", "why", "value", "until", "reason"], &rows, found);
    let is_on = found.get("on").and_then(Value::as_bool).unwrap_or_default();
    let says = if is_on { "as the pilot gives them" } else { "there is no pilot: everything" };
    paper.done(says, "kurier business features grant BUSINESS FEATURE --until DAYS --reason …");
}
