//! What is asked for on the command line.

use anyhow::{Context, Result, bail};
use std::fmt;

/// Where the measured Kurier keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// The words of the command line.
#[derive(Debug)]
pub(crate) struct Options {
    /// Seconds instead of minutes: proves that everything runs, measures nothing.
    pub(crate) short: bool,
    /// Only draws the saved results.
    pub(crate) plot: bool,
    pub(crate) backends: Vec<Backend>,
    /// Scenarios by name; empty = all.
    pub(crate) names: Vec<String>,
}

impl Options {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self> {
        let backends = vec![Backend::Sqlite, Backend::Postgres];
        let mut options = Self { short: false, plot: false, backends, names: Vec::new() };
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--short" => options.short = true,
                "--store" => {
                    let word = words.next().context("--store: sqlite, postgres or both")?;
                    options.backends = backends_of(&word)?;
                }
                // What cargo adds.
                "--bench" => {}
                "all" => options.names.clear(),
                "plot" => options.plot = true,
                flag if flag.starts_with('-') => bail!("there is no flag {flag}"),
                name => options.names.push(name.to_owned()),
            }
        }
        Ok(options)
    }
}

fn backends_of(word: &str) -> Result<Vec<Backend>> {
    Ok(match word {
        "sqlite" => vec![Backend::Sqlite],
        "postgres" => vec![Backend::Postgres],
        "both" => vec![Backend::Sqlite, Backend::Postgres],
        _ => bail!("--store: sqlite, postgres or both"),
    })
}
