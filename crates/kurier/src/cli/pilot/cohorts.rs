//! `kurier pilot cohort create|open|close|freeze|thaw|end|features|ls|invite`.

use super::{in_days, rows, said};
use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Groups of businesses that are admitted together
#[derive(Debug, Args)]
pub(crate) struct Cohort {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a cohort down
    Create(Create),
    /// Let businesses come in
    Open(Move),
    /// Let nobody come in any more
    Close(Move),
    /// Stop what people did not order, at once
    Freeze(Move),
    /// End a freeze; nobody comes in
    Thaw(Move),
    /// End it for good
    End(Move),
    /// Give other features, also to those who are in it
    Features(Give),
    /// List cohorts
    Ls(Ls),
    /// Invite the holder of a mail address
    Invite(Invite),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot cohort create First --goal 'To learn what people want.' --capacity 10 --days 90 \
--features messages,templates.utility,limits.people_per_day=250
")]
struct Create {
    /// What it is called
    name: String,
    /// What is to be learned; everybody may read it
    #[arg(long)]
    goal: String,
    /// Seats, at most 50
    #[arg(long, default_value_t = 10)]
    capacity: u32,
    /// Days until it ends, and what it gives with it
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// What it gives, with a number where one is counted
    #[arg(long, value_delimiter = ',', value_name = "FEATURE[=NUMBER]", required = true)]
    features: Vec<String>,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct Move {
    /// Id of the cohort
    cohort: i64,
    /// Why; everybody may read why it is frozen
    #[arg(long, default_value = "")]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot cohort features 123456789012345 --features messages,media --reason 'They need pictures.'
")]
struct Give {
    /// Id of the cohort
    cohort: i64,
    /// What it gives from now on, all of it, with a number where one is counted
    #[arg(long, value_delimiter = ',', value_name = "FEATURE[=NUMBER]", required = true)]
    features: Vec<String>,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct Ls {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot cohort invite 123456789012345 --email a@example.org --why 'Tells farmers of their cows.'
")]
struct Invite {
    /// Id of the cohort
    cohort: i64,
    /// For whom alone it is
    #[arg(long)]
    email: String,
    /// Why this business; everybody may read it
    #[arg(long)]
    why: String,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Cohort {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        match &self.command {
            Command::Create(args) => args.run(paper).await,
            Command::Open(args) => args.run("open", paper).await,
            Command::Close(args) | Command::Thaw(args) => args.run("running", paper).await,
            Command::Freeze(args) => args.run("frozen", paper).await,
            Command::End(args) => args.run("ended", paper).await,
            Command::Features(args) => args.run(paper).await,
            Command::Ls(args) => args.run(paper).await,
            Command::Invite(args) => args.run(paper).await,
        }
    }
}

fn shown(cohort: &Value, paper: Paper) {
    let names = ["id", "name", "state", "capacity", "goal", "frozen_because"];
    let properties: Vec<(&str, String)> =
        names.iter().map(|name| (*name, said(cohort.get(*name)))).collect();
    paper.thing(&properties, cohort);
}

/// `limits.people_per_day=250`.
fn feature(text: &str) -> Outcome<Value> {
    let Some((feature, number)) = text.split_once('=') else {
        return Ok(json!({ "feature": text }));
    };
    let bad = |_| {
        let says = format!("{number} is no number of {feature}");
        Failure::new(Exit::Usage, "feature", says)
    };
    let value: u32 = number.parse().map_err(bad)?;
    Ok(json!({ "feature": feature, "value": value }))
}

impl Create {
    async fn run(&self, paper: Paper) -> Outcome {
        let features: Vec<Value> =
            self.features.iter().map(|text| feature(text)).collect::<Outcome<_>>()?;
        let body = json!({
            "name": self.name,
            "goal": self.goal,
            "capacity": self.capacity,
            "closes": in_days(self.days),
            "features": features,
        });
        let made = Remote::new(&self.remote)?.post("/console/v1/pilot/cohorts", &body).await?;
        shown(&made, paper);
        let next = format!("kurier pilot cohort open {}", text(&made, "/id"));
        paper.done("cohort written down", &next);
        Ok(())
    }
}

impl Move {
    async fn run(&self, state: &str, paper: Paper) -> Outcome {
        let path = format!("/console/v1/pilot/cohorts/{}/state", self.cohort);
        let body = json!({ "state": state, "reason": self.reason });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        shown(&done, paper);
        paper.done(&format!("it is {state}"), "kurier pilot cohort ls");
        Ok(())
    }
}

impl Give {
    async fn run(&self, paper: Paper) -> Outcome {
        let features: Vec<Value> =
            self.features.iter().map(|text| feature(text)).collect::<Outcome<_>>()?;
        let path = format!("/console/v1/pilot/cohorts/{}/state", self.cohort);
        let body = json!({ "features": features, "reason": self.reason });
        let done = Remote::new(&self.remote)?.post(&path, &body).await?;
        shown(&done, paper);
        paper.done("it gives that from now on", "kurier business features ls BUSINESS");
        Ok(())
    }
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let found = Remote::new(&self.remote)?.get("/console/v1/pilot/cohorts").await?;
        let rows = rows(&found, &["/id", "/name", "/state", "/capacity", "/goal"]);
        paper.list(&["id", "name", "state", "seats", "goal"], &rows, &found);
        paper.done(&counted(rows.len(), "cohort", "cohorts"), "kurier pilot scorecard COHORT");
        Ok(())
    }
}

impl Invite {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/pilot/cohorts/{}/invitations", self.cohort);
        let body = json!({ "email": self.email, "why": self.why });
        let made = Remote::new(&self.remote)?.post(&path, &body).await?;
        let property = |name: &'static str| (name, said(made.get(name)));
        paper.thing(&[property("code"), property("email"), property("cohort")], &made);
        let next = format!("as the business: kurier pilot accept {}", text(&made, "/code"));
        paper.done("shown this once, good for 14 days", &next);
        Ok(())
    }
}
