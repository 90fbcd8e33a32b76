//! `kurier export` and `kurier import`: an installation moves from one store to another.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use crate::cli::place::{PlaceArgs, check};
use crate::wiring::private_file::Draft;
use crate::wiring::store;
use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use kurier_store::port::StoreError;
use serde_json::json;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Write the whole installation into one file, in a form that is the same for every store
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier export --data ./kurier-data --to kurier.jsonl
  kurier export --database-url postgres://kurier@db/kurier --to kurier.jsonl
")]
pub(crate) struct Export {
    #[command(flatten)]
    place: PlaceArgs,
    /// The file; `-` writes to standard output
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Take an export into an empty database: all of it or nothing
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier import kurier.jsonl --database-url postgres://kurier@db/kurier
")]
pub(crate) struct Import {
    /// The file that `kurier export` wrote; `-` reads standard input
    file: PathBuf,
    /// The database to take it into; it must be empty
    #[arg(long, env = "KURIER_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: String,
}

fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Export {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let store = self.place.open_existing().await?;
        if is_dash(&self.to) {
            let written = store.export_canonical(Box::new(std::io::stdout())).await;
            store.close().await.context("the store did not close")?;
            return written.context("the export failed").map_err(Failure::from);
        }
        // It holds keys and every message: for its owner alone, and in place only when it is whole.
        let draft = Draft::begin(&self.to)?;
        let written = store.export_canonical(Box::new(draft.file.try_clone()?)).await;
        store.close().await.context("the store did not close")?;
        written.context("the export failed")?;
        draft.finish()?;
        let bytes = std::fs::metadata(&self.to)?.len();
        if paper.is_json() {
            print(&json!({ "file": self.to, "bytes": bytes }).to_string());
        }
        let next = format!("kurier import {} --database-url URL", self.to.display());
        paper.done(&format!("{bytes} bytes written to {}", self.to.display()), &next);
        Ok(())
    }
}

impl Import {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let from: Box<dyn BufRead + Send> = if is_dash(&self.file) {
            Box::new(BufReader::new(std::io::stdin()))
        } else {
            let opened = File::open(&self.file);
            let message = || format!("cannot read {}", self.file.display());
            Box::new(BufReader::new(opened.with_context(message)?))
        };
        let store = store::connect(check(&self.database_url)?).await?;
        let bar = progress(paper);
        let taken = store.import(from, &mut |lines| bar.set_position(lines)).await;
        bar.finish_and_clear();
        let lines = taken.map_err(refused)?;
        if paper.is_json() {
            print(&json!({ "lines": lines }).to_string());
        }
        let next = "kurier serve --database-url URL";
        paper.done(&format!("{lines} lines taken in; nothing is missing"), next);
        Ok(())
    }
}

fn progress(paper: Paper) -> ProgressBar {
    if paper.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} lines, {per_sec}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn refused(error: StoreError) -> Failure {
    match error {
        StoreError::Conflict(_) => {
            Failure::new(Exit::Refused, "not_empty", "this database holds an installation already")
                .hint("take a new, empty database; nothing was changed")
        }
        StoreError::Corrupt { row, what, .. } => {
            Failure::new(Exit::Failed, "bad_export", format!("{row}: {what}"))
                .hint("make the export again; nothing was taken in")
        }
        other => {
            anyhow::Error::new(other).context("the import failed; nothing was taken in").into()
        }
    }
}
