//! `kurier simulate`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use kurier_simulate::{Judged, Plan, Regime, Report};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Let people, honest businesses and spammers meet under the real rules, and count what reaches whom
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier simulate --seeds 20
  kurier simulate --regime kurier --regime open --seeds 5 --json
  kurier simulate --seed 7 --seeds 1 --people 20000 --regime kurier_open
")]
pub(crate) struct Simulate {
    /// How many runs of each regime, each with a seed of its own
    #[arg(long, default_value_t = 3, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    seeds: u32,
    /// The first seed; the same seed gives the same run
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    seed: u64,
    /// Only these regimes; all of them if none is named
    #[arg(long = "regime", value_name = "NAME", value_parser = regime)]
    regimes: Vec<Regime>,
    /// People of each world; businesses and spammers in proportion
    #[arg(long, default_value_t = 1_000, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(50..=1_000_000))]
    people: u32,
    /// Days of each run
    #[arg(long, default_value_t = 60, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
    /// Runs at the same time; as many as there are cores if not given
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Write the tables and a picture of each figure into this folder
    #[arg(long, value_name = "DIR")]
    plots: Option<PathBuf>,
    /// End with exit code 6 if a goal is missed
    #[arg(long)]
    check: bool,
}

fn regime(name: &str) -> Result<Regime, String> {
    let known = || Regime::ALL.iter().map(|regime| regime.name).collect::<Vec<_>>().join(", ");
    Regime::named(name).ok_or_else(|| format!("there are {}", known()))
}

impl Simulate {
    pub(crate) async fn run(self, paper: Paper) -> Outcome {
        let plan = self.plan();
        let bar = progress(&plan, paper);
        let (people, days) = (plan.people, plan.days);
        let ticking = bar.clone();
        let work =
            tokio::task::spawn_blocking(move || kurier_simulate::run(&plan, |_, _| ticking.inc(1)));
        let runs = work.await.context("the simulation was broken off")?;
        bar.finish_and_clear();
        let report = Report::of(&runs.context("the simulation failed")?, people, days);
        if let Some(folder) = &self.plots {
            draw(folder, &report)?;
            paper.note(&format!("tables and pictures: {}", folder.display()));
        }
        show(&report, paper);
        self.judge(&report, paper)
    }

    fn plan(&self) -> Plan {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let regimes =
            if self.regimes.is_empty() { Regime::ALL.to_vec() } else { self.regimes.clone() };
        Plan {
            first: self.seed,
            seeds: self.seeds,
            people: self.people,
            days: self.days,
            regimes,
            threads: self.threads.map_or(cores, usize::from),
            parent: Plan::default_parent(),
        }
    }

    fn judge(&self, report: &Report, paper: Paper) -> Outcome {
        let judged = Judged::all(report);
        let missed = judged.iter().filter(|goal| !goal.met).count();
        let sentence = format!("{missed} of {} goals missed", judged.len());
        if self.check && missed > 0 {
            return Err(Failure::new(Exit::Findings, "goals_missed", sentence));
        }
        if missed > 0 {
            paper.warn(&sentence);
        } else {
            paper.done("every goal is met", "");
        }
        Ok(())
    }
}

/// Runs that ended; shown on a terminal only.
fn progress(plan: &Plan, paper: Paper) -> ProgressBar {
    if paper.quiet {
        return ProgressBar::hidden();
    }
    let all = u64::from(plan.seeds) * u64::try_from(plan.regimes.len()).unwrap_or(1);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} runs, {eta} left");
    let bar = ProgressBar::new(all);
    bar.enable_steady_tick(Duration::from_secs(1));
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

fn draw(folder: &Path, report: &Report) -> Outcome {
    std::fs::create_dir_all(folder)?;
    for (name, text) in kurier_simulate::files(report) {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

fn show(report: &Report, paper: Paper) {
    if paper.is_json() {
        return print(&report.to_json().to_string());
    }
    paper.list(&Report::heads(), &report.table(), &serde_json::Value::Null);
    print("");
    paper.list(&Report::GOAL_HEADS, &report.goals(), &serde_json::Value::Null);
}
