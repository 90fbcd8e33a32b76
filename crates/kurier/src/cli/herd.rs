//! `kurier herd`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::herd_run::Run;
use crate::cli::paper::{Paper, print};
use anyhow::Context;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kurier_herd::data::DataError;
use kurier_herd::evaluate::{Watcher, evaluate, render_text};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

/// The collar maker
#[derive(Debug, Args)]
pub(crate) struct Herd {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Run recorded herds through the model and measure what it finds, beside what was published
    Evaluate(Evaluate),
    Run(Run),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier herd evaluate recordings/
  kurier herd evaluate recordings/ --json
")]
struct Evaluate {
    /// A folder of recorded tables (.csv, .csv.gz), which are known by their columns
    dir: PathBuf,
}

impl Herd {
    pub(crate) fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Evaluate(asked) => asked.run(paper),
            What::Run(asked) => super::runtime()?.block_on(asked.run(paper)),
        }
    }
}

impl Evaluate {
    fn run(&self, paper: Paper) -> Outcome {
        let mut bar = Bar { bar: progress_bar(paper)?, began: Instant::now() };
        let evaluation = evaluate(&self.dir, &mut bar).map_err(|error| failure(&error))?;
        bar.bar.finish_and_clear();
        if paper.is_json() {
            print(&serde_json::to_string(&evaluation).context("the report cannot be written")?);
        } else {
            print(render_text(&evaluation).trim_end());
        }
        Ok(())
    }
}

/// A bar, and a clock for what is timed.
struct Bar {
    bar: ProgressBar,
    began: Instant,
}

impl Watcher for Bar {
    fn progress(&mut self, part: &'static str, done: u64, all: u64) {
        self.bar.set_message(part);
        self.bar.set_length(all);
        self.bar.set_position(done);
    }

    fn elapsed_s(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}

/// On a terminal only.
fn progress_bar(paper: Paper) -> Outcome<ProgressBar> {
    let bar = ProgressBar::new(0);
    bar.set_style(
        ProgressStyle::with_template("{msg:<10} {bar:30} {percent:>3} %  {elapsed}")
            .context("the progress bar's form")?,
    );
    let shown = std::io::stderr().is_terminal() && !paper.quiet && !paper.is_json();
    bar.set_draw_target(if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    });
    Ok(bar)
}

fn failure(error: &DataError) -> Failure {
    let exit = match error {
        DataError::Absent(_) | DataError::Nothing(_) => Exit::NotFound,
        DataError::Read { .. } | DataError::Shape { .. } => Exit::Failed,
    };
    Failure::new(exit, error.code(), error.to_string())
}
