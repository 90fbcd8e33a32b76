//! `cargo xtask cluster`: hands over to the program in `bench/cluster`.

use crate::test::step::{Outcome, counted};
use crate::test::{Context, count::Count, sdk};
use crate::{flow, lint, place};
use anyhow::Result;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// Three nodes, PostgreSQL and NATS on this machine; `--check` kills each of them under load.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    flow::shown(&mut lint::cargo(&["build", "-p", "kurier", "--all-features"]))?;
    let status = program().arg("--").args(words).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The check as a step of the tests.
pub(crate) fn step(context: &Context) -> Result<Outcome> {
    sdk::build_kurier(context)?;
    let mut check = program();
    check.args(["--", "--check"]);
    counted(context, "cluster", &mut check, Duration::from_mins(6), Count::plain)
}

/// All of the workspace, so that the tests and this share what they build.
fn program() -> Command {
    let mut command =
        lint::cargo(&["test", "-q", "--workspace", "--all-features", "--bench", "cluster"]);
    command.env("KURIER_BIN", place::kurier());
    command
}
