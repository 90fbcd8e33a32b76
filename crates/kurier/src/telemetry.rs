//! Logs go to stderr: `KURIER_LOG` filters (as `RUST_LOG` does elsewhere), `--log-format json` makes
//! one JSON object a line.

use clap::ValueEnum;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts logging. `default` filters when `KURIER_LOG` is absent or wrong.
pub(crate) fn start(format: LogFormat, default: &str) {
    let filter = EnvFilter::try_from_env("KURIER_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => builder.with_ansi(colours()).with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    // Already started: a test harness did.
    drop(started);
}

fn colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var("TERM").is_ok_and(|term| term != "dumb")
        && std::io::stderr().is_terminal()
}
