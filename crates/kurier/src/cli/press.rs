//! `kurier press`: check.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, plain, print};
use crate::wiring::clock::SystemClock;
use anyhow::Context;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget};
use kurier_engine::clock::Clock;
use kurier_press::PressError;
use kurier_press::check::{CheckReport, check_folder, check_url, render_text};
use std::io::IsTerminal;
use std::path::Path;

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

impl Press {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Check(check) => check.run(paper).await,
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
