//! `kurier flights replay`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use anyhow::Context;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kurier_flights::{FlightsError, ReplayArgs, render_text, replay};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Seed of the synthetic parts of a replay.
const SEED: u64 = 1;

/// The airline
#[derive(Debug, Args)]
pub(crate) struct Flights {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Run real departures through the airline's rules and measure what passengers would be told
    Replay(Replay),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier flights replay 1999-12.csv.gz --day 1999-12-22
  kurier flights replay 1999-12.csv.gz --json
")]
struct Replay {
    /// A table of departures: a path, or a bare name under flights/ of the data folder
    file: PathBuf,
    /// Only this day: YYYY-MM-DD
    #[arg(long)]
    day: Option<String>,
    /// So many times faster than it happened; without it as fast as possible
    #[arg(long, value_name = "TIMES")]
    speed: Option<f64>,
    /// The folder of test data
    #[arg(long, env = "KURIER_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Seed of the synthetic parts
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

impl Flights {
    pub(crate) fn run(&self, paper: Paper) -> Outcome {
        let What::Replay(replay) = &self.what;
        replay.run(paper)
    }
}

impl Replay {
    fn run(&self, paper: Paper) -> Outcome {
        let day = match &self.day {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| {
                Failure::usage(format!("{text:?} is no day")).hint("give it as YYYY-MM-DD")
            })?),
        };
        let args = ReplayArgs {
            file: self.file.clone(),
            data: self.data.clone().unwrap_or_else(kurier_flights::source::data_folder),
            day,
            speed: self.speed,
            seed: self.seed,
        };
        let bar = progress_bar(paper)?;
        let report = replay(&args, &mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })
        .map_err(|error| failure(&error))?;
        bar.finish_and_clear();
        if paper.is_json() {
            print(&serde_json::to_string(&report).context("the report cannot be written")?);
        } else {
            print(render_text(&report).trim_end());
        }
        paper.done("replayed", "kurier demo");
        Ok(())
    }
}

/// On a terminal only, and only when it takes a while.
fn progress_bar(paper: Paper) -> Outcome<ProgressBar> {
    let bar = ProgressBar::new(0);
    bar.set_style(
        ProgressStyle::with_template("{bar:30} {percent:>3} %  {per_sec}  {eta} left")
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

fn failure(error: &FlightsError) -> Failure {
    let exit = match error {
        FlightsError::DataAbsent(_) | FlightsError::NoSuchDay { .. } => Exit::NotFound,
        FlightsError::Configuration(_) => Exit::Usage,
        _ => Exit::Failed,
    };
    Failure::new(exit, error.code(), error.to_string())
}
