//! `kurier pilot application ls|send|score|decide|invite`.

use super::{rows, said};
use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Businesses that ask to be admitted
#[derive(Debug, Args)]
pub(crate) struct Application {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List applications, newest first
    Ls(Ls),
    /// As a business: apply, with a JSON file as docs/pilot.md shows it
    Send(Send),
    /// Fill in your sheet: five questions, 0 to 4 points each
    Score(Score),
    /// Answer one
    Decide(Decide),
    /// Invite a business whose application was accepted
    Invite(Invite),
}

#[derive(Debug, Args)]
struct Ls {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot application send farm.json
")]
struct Send {
    /// The application
    file: PathBuf,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot application score 123456789012345 4 3 3 2 2
")]
struct Score {
    /// Id of the application
    application: i64,
    /// Points: worth to the person, proof of consent, frequency, reversibility, distinctness
    #[arg(required = true, num_args = 5, value_parser = clap::value_parser!(u8).range(0..=4))]
    points: Vec<u8>,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot application decide 123456789012345 accepted --cohort 123456789012346 --reason 'People want it.'
  kurier pilot application decide 123456789012345 rejected --reason 'Nobody can see how people allow it.'
")]
struct Decide {
    /// Id of the application
    application: i64,
    /// The answer
    #[arg(value_enum)]
    answer: Answer,
    /// Where it comes in
    #[arg(long)]
    cohort: Option<i64>,
    /// Why; the business reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Answer {
    Talk,
    Accepted,
    Waitlisted,
    Rejected,
    Withdrawn,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot application invite 123456789012345 --why 'Tells farmers of their cows.'
")]
struct Invite {
    /// Id of the application
    application: i64,
    /// Why this business; everybody may read it
    #[arg(long)]
    why: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Application {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        match &self.command {
            Command::Ls(args) => args.run(paper).await,
            Command::Send(args) => args.run(paper).await,
            Command::Score(args) => args.run(paper).await,
            Command::Decide(args) => args.run(paper).await,
            Command::Invite(args) => args.run(paper).await,
        }
    }
}

fn shown(of: &Value, paper: Paper) {
    let names = [
        ("id", "/id"),
        ("business", "/asked/business"),
        ("state", "/state"),
        ("verdict", "/verdict"),
        ("reason", "/reason"),
    ];
    let properties: Vec<(&str, String)> =
        names.iter().map(|(name, at)| (*name, said(of.pointer(at)))).collect();
    paper.thing(&properties, of);
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let found = Remote::new(&self.remote)?.get("/console/v1/pilot/applications").await?;
        let columns = ["/id", "/asked/business", "/asked/kind", "/state", "/verdict", "/reason"];
        let rows = rows(&found, &columns);
        paper.list(&["id", "business", "kind", "state", "sheets", "reason"], &rows, &found);
        let next = "kurier pilot application score APPLICATION 4 3 3 2 2";
        paper.done(&counted(rows.len(), "application", "applications"), next);
        Ok(())
    }
}

impl Send {
    async fn run(&self, paper: Paper) -> Outcome {
        let bad = |error: String| {
            let says = format!("{}: {error}", self.file.display());
            Failure::new(Exit::Usage, "application", says)
        };
        let asked = std::fs::read_to_string(&self.file).map_err(|error| bad(error.to_string()))?;
        let asked: Value = serde_json::from_str(&asked).map_err(|error| bad(error.to_string()))?;
        let remote = Remote::to(self.remote.server.trim_end_matches('/'), "")?;
        let made = remote.post("/pilot/v1/applications", &asked).await?;
        let property = |name: &'static str| (name, said(made.get(name)));
        paper.thing(&[property("id"), property("state")], &made);
        paper.done("an operator answers within ten days", "");
        Ok(())
    }
}

impl Score {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/pilot/applications/{}/score", self.application);
        let body = json!({ "points": self.points });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        shown(&done, paper);
        paper.done("your sheet counts", "another operator scores, too");
        Ok(())
    }
}

impl Decide {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/pilot/applications/{}/decide", self.application);
        let answer = self.answer.to_possible_value();
        let answer = answer.as_ref().map_or("", |value| value.get_name());
        let cohort = self.cohort.map(|cohort| cohort.to_string());
        let body = json!({ "state": answer, "reason": self.reason, "cohort": cohort });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        shown(&done, paper);
        let next = format!("kurier pilot application invite {} --why …", self.application);
        paper.done(answer, if answer == "accepted" { &next } else { "" });
        Ok(())
    }
}

impl Invite {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/pilot/applications/{}/invite", self.application);
        let made = Remote::new(&self.remote)?.post(&path, &json!({ "why": self.why })).await?;
        let property = |name: &'static str| (name, said(made.get(name)));
        paper.thing(&[property("code"), property("email"), property("cohort")], &made);
        let next = format!("as the business: kurier pilot accept {}", text(&made, "/code"));
        paper.done("shown this once, good for 14 days", &next);
        Ok(())
    }
}
