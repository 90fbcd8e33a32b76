//! `kurier invite people|answers`: imported lists, and how many accepted.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::text;
use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Most lines of one call.
const LINES_MAX: usize = 1_000;
/// Largest file that is read, in bytes.
const FILE_MAX: u64 = 64 << 20;

/// For what they are asked.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Purpose {
    Utility,
    Authentication,
    Marketing,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier invite people --purpose marketing --topic Shoes --evidence 'Form in the shop, May 2026' numbers.txt
  cut -d, -f3 customers.csv | kurier invite people --purpose utility --evidence 'Contract, section 4' -
")]
pub(super) struct People {
    /// For what they are asked
    #[arg(long, value_enum)]
    purpose: Purpose,
    /// About what, as they read it; without it everything of the purpose
    #[arg(long)]
    topic: Option<String>,
    /// Where and when these people agreed, in at most 500 characters
    #[arg(long)]
    evidence: String,
    /// One phone number in international form, wa_id or user_id a line; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier invite answers
  kurier invite answers --limit 100
")]
pub(super) struct Answers {
    /// Imports listed, the newest first
    #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=100))]
    limit: u32,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl People {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let given = read(&self.file)?;
        let lines: Vec<&str> = given.lines().map(str::trim).filter(|one| !one.is_empty()).collect();
        if lines.is_empty() {
            return Err(Failure::usage("the list is empty")
                .hint("give a file with one phone number a line, such as +491701234567"));
        }
        let purpose = match self.purpose {
            Purpose::Utility => "utility",
            Purpose::Authentication => "authentication",
            Purpose::Marketing => "marketing",
        };
        let remote = self.ask.remote()?;
        let mut made = Vec::new();
        for part in lines.chunks(LINES_MAX) {
            let body = json!({
                "purpose": purpose,
                "topic": self.topic,
                "evidence": self.evidence,
                "people": part,
            });
            made.push(remote.post("/kurier/v1/invitations", &body).await?);
        }
        print(paper, &made, &json!({ "data": made }));
        let asked = "who of them is here and allowed nothing finds one silent card";
        paper.done(&format!("{} lines read: {asked}", lines.len()), "kurier invite answers");
        Ok(())
    }
}

impl Answers {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let path = format!("/kurier/v1/invitations?limit={}", self.limit);
        let page = self.ask.remote()?.get(&path).await?;
        let all = page.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
        print(paper, &all, &page);
        let done = match page.get("off_until").and_then(Value::as_i64) {
            Some(until) => format!("too few accepted: invitations are off until {until}"),
            None => counted(all.len(), "import", "imports"),
        };
        paper.done(&done, "kurier invite people --help");
        Ok(())
    }
}

fn read(file: &Path) -> Outcome<String> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().take(FILE_MAX).read_to_string(&mut text).context("no list")?;
        return Ok(text);
    }
    let shown = file.display();
    let opened = std::fs::File::open(file).with_context(|| format!("cannot read {shown}"))?;
    let read = opened.take(FILE_MAX).read_to_string(&mut text);
    read.with_context(|| format!("cannot read {shown} as text"))?;
    Ok(text)
}

fn print(paper: Paper, all: &[Value], whole: &Value) {
    let number = |one: &Value, name: &str| one.get(name).map(Value::to_string).unwrap_or_default();
    let row = |one: &Value| {
        vec![
            number(one, "number"),
            text(one, "/purpose").to_owned(),
            text(one, "/topic").to_owned(),
            number(one, "lines"),
            number(one, "malformed"),
            number(one, "accepted"),
        ]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    let heads = ["import", "purpose", "topic", "lines", "malformed", "accepted"];
    paper.list(&heads, &rows, whole);
}
