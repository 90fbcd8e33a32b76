//! `kurier flights replay`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kurier_flights::replay::{write_decisions, write_feed};
use kurier_flights::source::{find_file, read_flights};
use kurier_flights::{FlightsError, ReplayArgs, ReplayReport, render_text, replay};
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

/// Seed of the synthetic parts of a replay.
const SEED: u64 = 1;
/// The tables of the data folder.
const KNOWN: [&str; 3] =
    ["us1999dec_flights.csv.gz", "iah11_flights.csv.gz", "nyc13_flights.csv.gz"];

/// Run real departures through the airline's rules and measure what passengers would be told
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier flights replay 1999-12.csv.gz --day 1999-12-22
  kurier flights replay 1999-12.csv.gz --json
  kurier flights replay 1999-12.csv.gz --feed feed.tsv --decisions decisions.tsv
")]
pub(super) struct Replay {
    /// Tables of departures: paths, or bare names under flights/ of the data folder; without any, all that are known
    files: Vec<PathBuf>,
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
    /// Also write the legs and messages that are replayed, for another program to decide anew
    #[arg(long, value_name = "FILE")]
    feed: Option<PathBuf>,
    /// Also write every decision
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
}

impl Replay {
    pub(super) fn run(&self, paper: Paper) -> Outcome {
        let files = match &self.files[..] {
            [] => KNOWN.iter().map(PathBuf::from).collect(),
            given => given.to_vec(),
        };
        let writes = self.feed.is_some() || self.decisions.is_some();
        if writes && files.len() != 1 {
            return Err(Failure::usage("one table can be written at a time").hint("name one file"));
        }
        let mut reports = Vec::new();
        for file in files {
            let args = self.args(file)?;
            self.write(&args)?;
            let report = one(&args, paper)?;
            if !paper.is_json() {
                print(render_text(&report).trim_end());
            }
            reports.push(report);
        }
        if paper.is_json() {
            let text = match &reports[..] {
                [report] => serde_json::to_string(report),
                all => serde_json::to_string(all),
            };
            print(&text.context("the report cannot be written")?);
        }
        paper.done("replayed", "kurier demo");
        Ok(())
    }

    fn args(&self, file: PathBuf) -> Outcome<ReplayArgs> {
        let day = match &self.day {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| {
                Failure::usage(format!("{text:?} is no day")).hint("give it as YYYY-MM-DD")
            })?),
        };
        let data = self.data.clone().unwrap_or_else(kurier_flights::source::data_folder);
        Ok(ReplayArgs { file, data, day, speed: self.speed, seed: self.seed })
    }

    fn write(&self, args: &ReplayArgs) -> Outcome {
        if self.feed.is_none() && self.decisions.is_none() {
            return Ok(());
        }
        let path = find_file(&args.file, &args.data).map_err(|error| failure(&error))?;
        let read = read_flights(&path, &args.data, args.day).map_err(|error| failure(&error))?;
        let create = |path: &PathBuf| {
            File::create(path)
                .map(BufWriter::new)
                .with_context(|| format!("cannot write {}", path.display()))
        };
        if let Some(path) = &self.feed {
            let mut out = create(path)?;
            write_feed(&read.flights, self.seed, &mut out)?;
            out.flush()?;
        }
        if let Some(path) = &self.decisions {
            let mut out = create(path)?;
            write_decisions(&read.flights, self.seed, &mut out)?;
            out.flush()?;
        }
        Ok(())
    }
}

fn one(args: &ReplayArgs, paper: Paper) -> Outcome<ReplayReport> {
    let bar = progress_bar(paper)?;
    let report = replay(args, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })
    .map_err(|error| failure(&error))?;
    bar.finish_and_clear();
    Ok(report)
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

pub(super) fn failure(error: &FlightsError) -> Failure {
    let exit = match error {
        FlightsError::DataAbsent(_) | FlightsError::NoSuchDay { .. } => Exit::NotFound,
        FlightsError::Configuration(_) => Exit::Usage,
        _ => Exit::Failed,
    };
    Failure::new(exit, error.code(), error.to_string())
}
