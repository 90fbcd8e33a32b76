//! `kurier flights replay|run`.

use crate::cli::failure::Outcome;
use crate::cli::flights_replay::Replay;
use crate::cli::flights_run::Run;
use crate::cli::paper::Paper;
use clap::{Args, Subcommand};

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
    /// Run the airline on its own sources
    Run(Run),
}

impl Flights {
    /// A replay needs no runtime and keeps its thread busy.
    pub(crate) fn replay(&self, paper: Paper) -> Option<Outcome> {
        match &self.what {
            What::Replay(replay) => Some(replay.run(paper)),
            What::Run(_) => None,
        }
    }

    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Replay(replay) => replay.run(paper),
            What::Run(run) => run.run(paper).await,
        }
    }
}
