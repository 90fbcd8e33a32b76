//! `cargo xtask cluster`: hands over to the program in `bench/cluster`.

use crate::{flow, lint, place};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// Three nodes, PostgreSQL and NATS on this machine; `--check` kills each of them under load.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let mut build = Command::new("cargo");
    build.args(["build", "-p", "kurier", "--all-features"]).current_dir(place::root());
    flow::shown(&mut build)?;
    let status = program().arg("--").args(words).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All of the workspace, so that the tests and this share what they build.
pub(crate) fn program() -> Command {
    let mut command =
        lint::cargo(&["test", "-q", "--workspace", "--all-features", "--bench", "cluster"]);
    command.env("KURIER_BIN", place::kurier());
    command
}
