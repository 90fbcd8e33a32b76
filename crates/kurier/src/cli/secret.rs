//! `kurier secret show|start|finish`: what signs webhooks, and how it is changed while receivers go on checking.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::text;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// The secret that signs webhooks
#[derive(Debug, Args)]
pub(crate) struct Secret {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the app's secret, the next one and the former one
    Show(Show),
    /// Start a change: make the next secret, which signs beside the app's own
    Start(Start),
    /// Finish a change: put the next secret in force; the former one signs beside it for a day
    Finish(Finish),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier secret show
  kurier secret show --json
")]
struct Show {
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier secret start
")]
struct Start {
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier secret finish
")]
struct Finish {
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Secret {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let (answer, done, next) = match &self.what {
            What::Show(show) => {
                let answer = show.ask.remote()?.get("/kurier/v1/secret").await?;
                let next = if answer["next"].is_null() { "start" } else { "finish" };
                (answer, "this checks signatures", format!("kurier secret {next}"))
            }
            What::Start(start) => {
                let answer = start.ask.remote()?.post("/kurier/v1/secret/next", &json!({})).await?;
                let done = "both sign in webhook-signature; teach your program the next one";
                (answer, done, "kurier secret finish".to_owned())
            }
            What::Finish(finish) => {
                let path = "/kurier/v1/secret/switch";
                let answer = finish.ask.remote()?.post(path, &json!({})).await?;
                let done = "the next secret is the app's own; the former one signs for a day";
                (answer, done, String::new())
            }
        };
        paper.thing(&properties(&answer), &answer);
        paper.done(done, &next);
        Ok(())
    }
}

fn properties(answer: &Value) -> Vec<(&'static str, String)> {
    let all = [
        ("app_secret", "/app_secret"),
        ("webhook_secret", "/webhook_secret"),
        ("next app_secret", "/next/app_secret"),
        ("next webhook_secret", "/next/webhook_secret"),
        ("former app_secret", "/former/app_secret"),
    ];
    let shown = all.map(|(name, pointer)| (name, text(answer, pointer).to_owned()));
    let mut shown: Vec<_> = shown.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    if let Some(until) = answer.pointer("/former/until").and_then(Value::as_i64) {
        shown.push(("former until", until.to_string()));
    }
    shown
}
