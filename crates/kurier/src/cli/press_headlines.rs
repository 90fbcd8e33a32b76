//! `kurier press headlines`: two headlines for a story.

use crate::cli::failure::Outcome;
use crate::cli::paper::{Paper, plain, print};
use crate::cli::press::{failure, world};
use anyhow::Context;
use clap::{Args, Subcommand};
use kurier_press::live::{PressConfig, TrialDesk, Wish};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Two headlines for a story: which is read more, among readers who let reading be seen
#[derive(Debug, Args)]
pub(super) struct Headlines {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What runs, what came of it, and the stories that could get a second headline
    Ls(Ls),
    /// Set a second headline against a story's own
    Try(Try),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier press headlines ls --config press.json
")]
struct Ls {
    /// The newsroom's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier press headlines try 12 'No bridge before May' --config press.json
  kurier press headlines try 12 'No bridge before May' --share 20 --wait-min 45 --config press.json
")]
struct Try {
    /// The story's number
    story: i64,
    /// The second headline
    headline: String,
    /// The newsroom's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// So many of a hundred readers take part; below 100 the rest waits for the winner
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    share: u8,
    /// Minutes from the first edition to the judgement; 60, or a day where all take part
    #[arg(long, value_name = "MINUTES")]
    wait_min: Option<u32>,
}

impl Headlines {
    pub(super) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Ls(ls) => ls.run(paper).await,
            What::Try(wish) => wish.run(paper).await,
        }
    }
}

fn desk(config: &Path) -> Outcome<TrialDesk> {
    let config = PressConfig::load(config).map_err(|error| failure(&error))?;
    TrialDesk::open(&config.database, world()).map_err(|error| failure(&error))
}

impl Ls {
    async fn run(&self, paper: Paper) -> Outcome {
        let desk = desk(&self.config)?;
        let trials = desk.all().await.map_err(|error| failure(&error))?;
        let choices = desk.choices().await.map_err(|error| failure(&error))?;
        if paper.is_json() {
            let value = json!({
                "trials": serde_json::to_value(&trials).context("the trials cannot be written")?,
                "stories": serde_json::to_value(&choices).context("the stories cannot be written")?,
            });
            print(&value.to_string());
            return Ok(());
        }
        for it in &trials {
            print(&format!("story {}, {} editions, {} of 100", it.story, it.editions, it.share));
            print(&format!("  1: {}", plain(&it.first)));
            print(&format!("  2: {}", plain(&it.second)));
            print(&format!("  {}", it.says));
        }
        if trials.is_empty() {
            paper.note("no story has a second headline yet");
        }
        for it in &choices {
            paper.note(&format!("story {}: {}", it.story, plain(&it.title)));
        }
        Ok(())
    }
}

impl Try {
    async fn run(&self, paper: Paper) -> Outcome {
        let wish = Wish {
            story: self.story,
            other: self.headline.clone(),
            share: self.share,
            wait_min: self.wait_min,
        };
        desk(&self.config)?.make(wish).await.map_err(|error| failure(&error))?;
        let next = format!("kurier press headlines ls --config {}", self.config.display());
        paper.done("the next editions with this story go with both headlines", &next);
        Ok(())
    }
}
