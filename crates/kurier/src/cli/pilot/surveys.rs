//! `kurier pilot survey create|ls|show`.

use super::{in_days, rows, said};
use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{Remote, RemoteArgs, text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What people are asked: three questions at most, and nobody twice in 30 days
#[derive(Debug, Args)]
pub(crate) struct Survey {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin a survey with the three questions of the programme
    Create(Create),
    /// List surveys
    Ls(Ls),
    /// What people said; nothing of fewer than twenty
    Show(Show),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier pilot survey create autumn --cohort 123456789012345 --percent 20 --days 28
")]
struct Create {
    /// What you call it
    name: String,
    /// People who have to do with a business of this cohort; without it everybody
    #[arg(long)]
    cohort: Option<i64>,
    /// Which share of them is drawn
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=100))]
    percent: u32,
    /// Days until it ends
    #[arg(long, default_value_t = 28)]
    days: u32,
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct Ls {
    #[command(flatten)]
    remote: RemoteArgs,
}

#[derive(Debug, Args)]
struct Show {
    /// Id of the survey
    survey: i64,
    #[command(flatten)]
    remote: RemoteArgs,
}

impl Survey {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        match &self.command {
            Command::Create(args) => args.run(paper).await,
            Command::Ls(args) => args.run(paper).await,
            Command::Show(args) => args.run(paper).await,
        }
    }
}

impl Create {
    async fn run(&self, paper: Paper) -> Outcome {
        let body = json!({
            "name": self.name,
            "cohort": self.cohort.map(|cohort| cohort.to_string()),
            "sampling_ppm": self.percent.saturating_mul(10_000),
            "closes": in_days(self.days),
        });
        let made = Remote::new(&self.remote)?.post("/console/v1/pilot/surveys", &body).await?;
        let property = |name: &'static str| (name, said(made.get(name)));
        paper.thing(&[property("id"), property("name"), property("cohort")], &made);
        let next = format!("kurier pilot survey show {}", text(&made, "/id"));
        paper.done("people are asked from now on", &next);
        Ok(())
    }
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let found = Remote::new(&self.remote)?.get("/console/v1/pilot/surveys").await?;
        let rows = rows(&found, &["/id", "/name", "/cohort", "/sampling_ppm"]);
        paper.list(&["id", "name", "cohort", "sampling (ppm)"], &rows, &found);
        paper.done(&counted(rows.len(), "survey", "surveys"), "kurier pilot survey show SURVEY");
        Ok(())
    }
}

impl Show {
    async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/console/v1/pilot/surveys/{}", self.survey);
        let found = Remote::new(&self.remote)?.get(&path).await?;
        let mut properties =
            vec![("asked", said(found.get("asked"))), ("answered", said(found.get("answered")))];
        let questions = found.pointer("/survey/questions").and_then(Value::as_array);
        let counts = found.get("counts").and_then(Value::as_array);
        let both = questions.into_iter().flatten().zip(counts.into_iter().flatten());
        for (question, counts) in both {
            let line = format!("{}: {}", text(question, "/en"), said(Some(counts)));
            properties.push(("question", line));
        }
        paper.thing(&properties, &found);
        paper.done("nothing is shown of fewer than twenty answers", "");
        Ok(())
    }
}
