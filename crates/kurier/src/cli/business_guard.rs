//! `kurier business guard ls|confirm|hijack`: accounts that seem to have been taken over.

use crate::cli::as_business::BusinessArgs;
use crate::cli::business::all;
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Guards over accounts that seem to have been taken over
#[derive(Debug, Args)]
pub(crate) struct Guard {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List businesses over which a guard is up
    Ls(Ls),
    /// Say as an operator that a business is still itself; two different ones end its guard
    Confirm(Confirm),
    /// Say as the business that it is still itself: from a network that was its own before
    ConfirmOwn(ConfirmOwn),
    /// Say as an operator that somebody else had the account
    Hijack(Hijack),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business guard ls
")]
struct Ls {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business guard confirm 123456789012345
")]
struct Confirm {
    /// Id of the business
    business: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  KURIER_TOKEN=krt_… kurier business guard confirm-own
")]
struct ConfirmOwn {
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier business guard hijack 123456789012345
  kurier business guard hijack 123456789012345 --with-shared
")]
struct Hijack {
    /// Id of the business
    business: i64,
    /// End tokens, too, that the business itself uses: it needs new ones then
    #[arg(long)]
    with_shared: bool,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Guard {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Ls(ls) => ls.run(paper).await,
            What::Confirm(confirm) => {
                let path = format!("/console/v1/businesses/{}/guard/confirm", confirm.business);
                let done = Remote::new(&confirm.remote)?.post(&path, &json!({})).await?;
                confirmed(paper, &done);
                Ok(())
            }
            What::ConfirmOwn(confirm) => {
                let remote = confirm.ask.remote()?;
                let done = remote.post("/kurier/v1/guard/confirm", &json!({})).await?;
                confirmed(paper, &done);
                Ok(())
            }
            What::Hijack(hijack) => hijack.run(paper).await,
        }
    }
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let found = all(&Remote::new(&self.remote)?, "/console/v1/guards").await?;
        let row = |one: &Value| {
            let number = |at: &str| one.pointer(at).map(ToString::to_string).unwrap_or_default();
            vec![
                text(one, "/business").to_owned(),
                text(one, "/name").to_owned(),
                number("/guard/since"),
                text(one, "/guard/why").to_owned(),
                number("/guard/people"),
                number("/guard/waiting"),
            ]
        };
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        let heads = ["business", "name", "since", "why", "people", "waiting"];
        paper.list(&heads, &rows, &Value::Array(found));
        let next = if rows.is_empty() { "" } else { "kurier business guard confirm BUSINESS" };
        paper.done(&counted(rows.len(), "guard is up", "guards are up"), next);
        Ok(())
    }
}

impl Hijack {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/businesses/{}/guard/hijack", self.business);
        let body = json!({ "with_shared": self.with_shared });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        if !has_ended(&done) {
            paper.thing(&[("ended", "no".to_owned())], &done);
            paper.done("noted; a second operator must say so, too", "");
            return Ok(());
        }
        let number = |name: &str| done.get(name).map(ToString::to_string).unwrap_or_default();
        let shared = done.get("tokens_shared").and_then(Value::as_array);
        let shared = shared.map_or(0, Vec::len);
        let properties = [
            ("ended", "yes".to_owned()),
            ("tokens ended", number("tokens_ended")),
            ("tokens that go on", shared.to_string()),
            ("cancelled", number("cancelled")),
        ];
        paper.thing(&properties, &done);
        let next =
            if shared == 0 { "" } else { "give the business new tokens, and end its old ones" };
        paper.done("its owner has the account back", next);
        Ok(())
    }
}

fn has_ended(done: &Value) -> bool {
    done.get("ended").and_then(Value::as_bool).unwrap_or(false)
}

fn confirmed(paper: Paper, done: &Value) {
    let ended = has_ended(done);
    paper.thing(&[("ended", if ended { "yes" } else { "no" }.to_owned())], done);
    if ended {
        paper.done("the guard is down", "");
    } else {
        paper.done("confirmed by one of two", "kurier business guard ls");
    }
}
