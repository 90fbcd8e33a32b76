//! `kurier press`: check, run, import, measure, headlines.

use super::{press_headlines, press_measure};
use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, plain, print};
use crate::wiring::clock::SystemClock;
use crate::wiring::entropy::OsEntropy;
use crate::wiring::shutdown;
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget};
use kurier_engine::clock::Clock;
use kurier_engine::entropy::Entropy;
use kurier_press::PressError;
use kurier_press::check::{CheckReport, check_folder, check_url, render_text};
use kurier_press::live::{Newsroom, PressConfig, World};
use kurier_press::move_in::{Kind, invite, read_list};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The newsroom
#[derive(Debug, Args)]
pub(crate) struct Press {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read feeds and measure how well: a folder with expectations, a file, or an address
    Check(Check),
    /// Run the newsroom of a configuration file until it is interrupted
    Run(Run),
    /// Have the people of a list of listmonk or Mailchimp asked whether they want to be readers
    Import(Import),
    /// Measure how fast a morning's editions go out
    Measure(press_measure::Measure),
    /// Two headlines for a story: ls, try
    Headlines(press_headlines::Headlines),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier press check ../shared/data/feeds
  kurier press check https://news.example/feed.xml --json
")]
struct Check {
    /// A folder, a file, or the address of a feed
    what: String,
    /// Let the address lie on this machine
    #[arg(long)]
    loopback: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier press run --config press.json
")]
struct Run {
    /// The configuration; docs/press.md shows one
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier press import subscribers.csv --kind listmonk --config press.json --evidence 'Form on news.example, May 2026'
")]
struct Import {
    /// The exported list
    file: PathBuf,
    /// Which program wrote it
    #[arg(long, value_enum)]
    kind: Program,
    /// The newsroom's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Where and when these people agreed
    #[arg(long, value_name = "TEXT")]
    evidence: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Program {
    Listmonk,
    Mailchimp,
}

impl Press {
    /// Whether it ends by itself in good order when interrupted.
    pub(crate) fn ends_itself(&self) -> bool {
        matches!(self.what, What::Run(_))
    }

    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Check(check) => check.run(paper).await,
            What::Run(run) => run.run(paper).await,
            What::Import(import) => import.run(paper).await,
            What::Measure(measure) => measure.run(paper).await,
            What::Headlines(headlines) => headlines.run(paper).await,
        }
    }
}

impl Check {
    async fn run(&self, paper: Paper) -> Outcome {
        let report = if self.what.starts_with("http://") || self.what.starts_with("https://") {
            let now_s = SystemClock::default().now().0 / 1_000_000;
            let checked = check_url(&self.what, now_s, self.loopback).await;
            let (report, feed) = checked.map_err(|error| failure(&error))?;
            if !paper.is_json() {
                for item in feed.items.iter().take(7) {
                    print(&format!("- {}", plain(&item.title)));
                }
                for fault in &feed.faults {
                    paper.note(fault.explanation());
                }
            }
            report
        } else {
            let path = self.what.clone();
            let work = tokio::task::spawn_blocking(move || folder(Path::new(&path), paper));
            work.await.context("the check was cut off")??
        };
        if paper.is_json() {
            print(&serde_json::to_string(&report).context("the report cannot be written")?);
        } else {
            print(render_text(&report).trim_end());
        }
        if report.is_good() {
            paper.done("every goal is reached", "kurier press run --config press.json");
            return Ok(());
        }
        Err(Failure::new(Exit::Findings, "press_goals", "a goal is not reached"))
    }
}

impl Run {
    async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { stop, .. } = shutdown::on_signals(Duration::ZERO)?;
        let config = PressConfig::load(&self.config).map_err(|error| failure(&error))?;
        let newsroom = Newsroom::start(config, world()).await.map_err(|error| failure(&error))?;
        paper.note(&format!("the newsroom's page: http://{}/", newsroom.local_addr()));
        let ended = newsroom.run(shutdown::asked(stop.subscribe())).await;
        ended.map_err(|error| failure(&error))
    }
}

impl Import {
    async fn run(&self, paper: Paper) -> Outcome {
        let config = PressConfig::load(&self.config).map_err(|error| failure(&error))?;
        let bytes = std::fs::read(&self.file)?;
        let kind = match self.kind {
            Program::Listmonk => Kind::Listmonk,
            Program::Mailchimp => Kind::Mailchimp,
        };
        let list = read_list(&bytes, kind).map_err(Failure::usage)?;
        let api = config.api().map_err(|error| failure(&error))?;
        let report = invite(&api, list, &self.evidence).await;
        let report = report.map_err(|error| failure(&error))?;
        let mut shown =
            vec![("asked", report.asked.to_string()), ("not taken", report.malformed.to_string())];
        shown.extend(report.left_out.iter().map(|(reason, count)| (*reason, count.to_string())));
        paper
            .thing(&shown, &serde_json::to_value(&report).context("the report cannot be written")?);
        paper.done(
            "everybody is asked by one silent card; a yes makes a reader",
            "kurier invite answers",
        );
        Ok(())
    }
}

/// The clock and the chance of this machine.
pub(crate) fn world() -> World {
    let clock = SystemClock::default();
    let random = || {
        let mut bytes = [0_u8; 8];
        OsEntropy.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    };
    World { now_s: Arc::new(move || clock.now().0 / 1_000_000), random: Arc::new(random) }
}

fn folder(path: &Path, paper: Paper) -> Outcome<CheckReport> {
    if !path.exists() {
        return Err(Failure::new(
            Exit::NotFound,
            "press_unreadable",
            format!("{} does not exist", path.display()),
        ));
    }
    let bar = ProgressBar::new(0);
    let shown = std::io::stderr().is_terminal() && !paper.quiet && !paper.is_json();
    bar.set_draw_target(if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    });
    let checked = check_folder(path, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    checked.map_err(|error| failure(&error))
}

/// How an error of the newsroom ends a command.
pub(crate) fn failure(error: &PressError) -> Failure {
    let exit = match error {
        PressError::Read { .. } => Exit::NotFound,
        PressError::Configuration(_) | PressError::Shape { .. } => Exit::Usage,
        PressError::Fetch { .. } | PressError::Api(_) => Exit::Unreachable,
        _ => Exit::Failed,
    };
    Failure::new(exit, error.code(), error.to_string())
}
