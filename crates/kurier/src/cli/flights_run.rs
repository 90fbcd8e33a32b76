//! `kurier flights run`.

use crate::cli::failure::Outcome;
use crate::cli::flights_replay::failure;
use crate::cli::paper::Paper;
use crate::wiring::clock::SystemClock;
use crate::wiring::shutdown;
use anyhow::Context;
use clap::Args;
use kurier_engine::clock::Clock;
use kurier_flights::live::{Desk, DeskConfig};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Run the airline on its own sources
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier flights run --config flights.json
")]
pub(super) struct Run {
    /// Its configuration: JSON, see docs/flights.md
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Run {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { stop, .. } = shutdown::on_signals(Duration::ZERO)?;
        let text = std::fs::read_to_string(&self.config)
            .with_context(|| format!("cannot read {}", self.config.display()))?;
        let config = DeskConfig::read(&text).map_err(|error| failure(&error))?;
        let clock = SystemClock::default();
        let now_s = Arc::new(move || clock.now().seconds());
        let desk = Desk::start(config, now_s).await.map_err(|error| failure(&error))?;
        let at = desk.local_addr();
        paper.done(
            &format!("the airline listens on http://{at}"),
            &format!(
                "open http://{at}/?token=YOUR_STAFF_TOKEN; sources post to http://{at}/in/telex"
            ),
        );
        let ended = desk.run(shutdown::asked(stop.subscribe())).await;
        ended.map_err(|error| failure(&error))
    }
}
